package io.bergwerk.server.access;

import io.bergwerk.common.ProjectId;
import java.util.Map;

/// What a user takes part in at one moment, inherited project roles and tenants they are a guest of included.
public record Memberships(Map<TenantLogin, TenantRole> tenants, Map<ProjectId, Reach> projects) {
    public static final Memberships NONE = new Memberships(Map.of(), Map.of());

    /// @param role the stronger of the user's own role in the project and the one inherited from its tenant
    public record Reach(TenantLogin tenant, ProjectRole role) {}

    public Memberships {
        tenants = Map.copyOf(tenants);
        projects = Map.copyOf(projects);
    }
}
