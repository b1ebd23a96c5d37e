package io.bergwerk.server.access;

/// Proof that a user may make the present call on a tenant. Only the authorizer makes one.
public final class TenantAccess {
    private final TenantLogin tenant;
    private final UserLogin user;
    private final TenantRole role;

    TenantAccess(TenantLogin tenant, UserLogin user, TenantRole role) {
        this.tenant = tenant;
        this.user = user;
        this.role = role;
    }

    public TenantLogin tenant() {
        return tenant;
    }

    public UserLogin user() {
        return user;
    }

    /// The role the call is made with: the user's own, or less if the token has less.
    public TenantRole role() {
        return role;
    }

    @Override
    public String toString() {
        return "%s as %s of tenant %s".formatted(user, role, tenant);
    }
}
