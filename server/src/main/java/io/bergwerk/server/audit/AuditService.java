package io.bergwerk.server.audit;

import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.access.TenantAccess;
import io.bergwerk.server.audit.Trace.Filter;
import io.bergwerk.server.audit.Trace.Phase;
import io.bergwerk.server.store.Database;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Shows traces: those of a tenant to its owners, all to administrators.
public final class AuditService {
    private final Database database;
    private final TraceStore traces = new TraceStore();

    public AuditService(Database database) {
        this.database = database;
    }

    List<Trace> list(TenantAccess access, Filter filter) {
        return database.withHandle(
                tx -> traces.list(tx, Optional.of(access.tenant().value()), filter));
    }

    List<Trace> list(AdminAccess access, Filter filter) {
        return database.withHandle(tx -> traces.list(tx, Optional.empty(), filter));
    }

    /// The tenant's traces of that time which follow, oldest first and at most `limit`.
    List<Trace> page(TenantAccess access, AuditWindow window, Optional<Trace> after, int limit) {
        return database.withHandle(tx -> traces.page(tx, access.tenant().value(), window, after, limit));
    }

    /// @throws ApiException `NOT_FOUND` if the tenant has none of that id and phase
    Trace get(TenantAccess access, UUID id, Phase phase) {
        return get(Optional.of(access.tenant().value()), id, phase);
    }

    /// @throws ApiException `NOT_FOUND` if there is none of that id and phase
    Trace get(AdminAccess access, UUID id, Phase phase) {
        return get(Optional.empty(), id, phase);
    }

    private Trace get(Optional<String> tenant, UUID id, Phase phase) {
        return database.withHandle(tx -> traces.find(tx, tenant, id, phase))
                .orElseThrow(() -> ApiException.notFound("audit trace %s: no such trace".formatted(id)));
    }
}
