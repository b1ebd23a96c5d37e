package io.bergwerk.server.access;

import com.google.protobuf.Message;
import io.bergwerk.common.ProjectId;
import io.bergwerk.common.Uuids;
import io.grpc.Context;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is learned of a call on its way inwards, for the trace that is written on its way out.
///
/// One per call; the interceptors fill it one after the other, so no two threads are in it at once.
public final class AuditTrail {
    static final Context.Key<AuditTrail> KEY = Context.key("audit-trail");

    private final String method;
    private final boolean audited;
    private volatile String requestId = "";
    private volatile String clientAddress = "";
    private volatile String user = "";
    private volatile String tenant = "";
    private volatile String project = "";
    private volatile boolean traced;
    private volatile @Nullable UUID traceId;

    AuditTrail(String method, boolean audited) {
        this.method = method;
        this.audited = audited;
    }

    /// The present call's; one that nobody reads where no audit stands around the call.
    static AuditTrail current() {
        return Optional.ofNullable(KEY.get()).orElseGet(() -> new AuditTrail("", false));
    }

    /// With the leading slash.
    public String method() {
        return method;
    }

    public boolean audited() {
        return audited;
    }

    public String requestId() {
        return requestId;
    }

    /// Without a port; empty if it cannot be known.
    public String clientAddress() {
        return clientAddress;
    }

    /// The caller's login; empty without a token that holds.
    public String user() {
        return user;
    }

    /// The tenant whose business the call is; empty for public and admin methods, and for refused calls of somebody
    /// who takes no part in it.
    public String tenant() {
        return tenant;
    }

    /// The project's uuid; empty unless the caller takes part in it, or was let through to it.
    public String project() {
        return project;
    }

    /// What both traces of the call have in common; drawn when the first one is made.
    public UUID traceId(Supplier<UUID> ids) {
        var known = traceId;
        if (known == null) {
            known = ids.get();
            traceId = known;
        }
        return known;
    }

    /// Whether the request has left its trace.
    public boolean isTraced() {
        return traced;
    }

    void traced() {
        traced = true;
    }

    /// The request's own names are known further in than the audit stands.
    void arrives() {
        requestId = CallContext.requestId();
        clientAddress = CallContext.clientAddress();
    }

    void callerIs(Optional<Rights> rights) {
        rights.ifPresent(known -> user = known.caller().user().value());
    }

    /// What the call is about, before it is known whether it may be made: owners see what their members try.
    void aimsAt(Memberships now, MethodRule rule, Message request) {
        if (!audited) {
            return;
        }
        var subject = rule.scope()
                .subjectField()
                .map(name -> request.getDescriptorForType().findFieldByName(name))
                .map(field -> (String) request.getField(field))
                .orElse("");
        switch (rule.scope()) {
            case SELF -> tenant = user; // a user's own tenant has their login
            case TENANT -> tenant = now.tenants().containsKey(new TenantLogin(subject)) ? subject : "";
            case PROJECT ->
                Optional.of(subject)
                        .filter(Uuids::isUuid)
                        .map(uuid -> ProjectId.parse("project", uuid))
                        .ifPresent(id -> aimsAt(now, id));
            case PUBLIC, ADMIN -> {}
        }
    }

    private void aimsAt(Memberships now, ProjectId id) {
        var reach = now.projects().get(id);
        if (reach != null) {
            project = id.toString();
            tenant = reach.tenant().value();
        }
    }

    void subjectIs(Context proven) {
        var projectAccess = CallContext.PROJECT.get(proven);
        var tenantAccess = CallContext.TENANT.get(proven);
        if (projectAccess != null) {
            project = projectAccess.project().toString();
            tenant = projectAccess.tenant().value();
        } else if (tenantAccess != null) {
            tenant = tenantAccess.tenant().value();
        }
    }
}
