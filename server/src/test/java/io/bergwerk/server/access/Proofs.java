package io.bergwerk.server.access;

import io.bergwerk.common.ProjectId;
import io.grpc.Context;

/// Makes proofs for tests of use cases; the product has the authorizer for that.
public final class Proofs {
    private Proofs() {}

    public static ProjectAccess project(ProjectId project, String tenant, String user, ProjectRole role) {
        return new ProjectAccess(
                project, new TenantLogin(tenant), new UserLogin(user), role, TenantRole.valueOf(role.name()));
    }

    public static TenantAccess tenant(String tenant, String user, TenantRole role) {
        return new TenantAccess(new TenantLogin(tenant), new UserLogin(user), role);
    }

    public static AdminAccess admin(String user, AdminRole role) {
        return new AdminAccess(new UserLogin(user), role);
    }

    /// A context in which [CallContext#projectAccess] answers this proof.
    public static Context context(ProjectAccess access) {
        return Context.current().withValue(CallContext.PROJECT, access);
    }

    /// A context in which [CallContext#adminAccess] answers this proof.
    public static Context context(AdminAccess access) {
        return Context.current().withValue(CallContext.ADMIN, access);
    }
}
