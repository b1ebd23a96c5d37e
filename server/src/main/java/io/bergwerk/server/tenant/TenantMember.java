package io.bergwerk.server.tenant;

import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import java.time.Instant;
import java.util.List;

/// Somebody who takes part in a tenant.
///
/// @param projects those of the tenant's projects that they are a member of themselves, not by the tenant
public record TenantMember(UserLogin user, TenantRole role, List<ProjectId> projects, Instant createdAt) {
    public TenantMember {
        projects = List.copyOf(projects);
    }
}
