package io.bergwerk.server.tenant;

import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.SelfAccess;
import io.bergwerk.server.access.TenantAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Shows tenants to those who take part in them.
public final class TenantService {
    private final Database database;
    private final TenantStore tenants = new TenantStore();

    public TenantService(Database database) {
        this.database = database;
    }

    /// A tenant with those who take part in it, by login.
    ///
    /// @param members empty for a guest, who may not know them
    public record Seen(Tenant tenant, List<TenantMember> members) {}

    /// @throws ApiException `NOT_FOUND` if it has just been deleted
    public Seen get(TenantAccess access) {
        return database.inTransaction(tx -> {
            var tenant = tenants.find(tx, access.tenant())
                    .orElseThrow(() -> ApiException.notFound("tenant " + access.tenant() + ": no such tenant"));
            var members =
                    access.role() == TenantRole.GUEST ? List.<TenantMember>of() : tenants.members(tx, access.tenant());
            return new Seen(tenant, members);
        });
    }

    /// The tenants that the caller takes part in and their token covers, by name.
    ///
    /// @param login only this one, if given
    /// @param name only those of exactly this name, if given
    public List<Tenant> list(SelfAccess access, Optional<TenantLogin> login, Optional<String> name) {
        var rights = access.rights();
        var reached = rights.now().tenants().keySet().stream()
                .filter(rights::covers)
                .filter(tenant -> login.isEmpty() || login.get().equals(tenant))
                .toList();
        return load(reached).stream()
                .filter(tenant -> name.isEmpty() || name.get().equals(tenant.name()))
                .toList();
    }

    /// Those of these tenants that exist, by name. For features that have found out themselves who may see
    /// them.
    public List<Tenant> load(Collection<TenantLogin> logins) {
        return logins.isEmpty() ? List.of() : database.withHandle(tx -> tenants.list(tx, logins));
    }

    /// Makes a user's personal tenant with the user as its owner, unless it is there; false if it was.
    public boolean ensurePersonal(Handle tx, Tenant tenant, Instant now) {
        var created = tenants.insertIfAbsent(tx, tenant);
        if (created) {
            var user = new UserLogin(tenant.login().value());
            tenants.insertMember(tx, tenant.login(), user, TenantRole.OWNER, now);
        }
        return created;
    }
}
