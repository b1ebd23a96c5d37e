package io.bergwerk.server.access;

/// What a member may do in a tenant, strongest first (user manual 3.2).
public enum TenantRole {
    OWNER,
    EDITOR,
    VIEWER,
    /// Never stored: the role of somebody who takes part in the tenant's projects only.
    GUEST;

    public boolean atLeast(TenantRole other) {
        return compareTo(other) <= 0;
    }

    public TenantRole weaker(TenantRole other) {
        return atLeast(other) ? other : this;
    }
}
