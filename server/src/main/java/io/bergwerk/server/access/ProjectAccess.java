package io.bergwerk.server.access;

import io.bergwerk.common.ProjectId;

/// Proof that a user may make the present call on a project. Only the authorizer makes one.
public final class ProjectAccess {
    private final ProjectId project;
    private final TenantLogin tenant;
    private final UserLogin user;
    private final ProjectRole role;
    private final TenantRole tenantRole;

    ProjectAccess(ProjectId project, TenantLogin tenant, UserLogin user, ProjectRole role, TenantRole tenantRole) {
        this.project = project;
        this.tenant = tenant;
        this.user = user;
        this.role = role;
        this.tenantRole = tenantRole;
    }

    public ProjectId project() {
        return project;
    }

    /// The tenant that the project belongs to.
    public TenantLogin tenant() {
        return tenant;
    }

    public UserLogin user() {
        return user;
    }

    /// The role the call is made with: the user's own, inherited ones included, or less if the token has less.
    public ProjectRole role() {
        return role;
    }

    /// The user's role in the project's tenant; guest if they take part in projects only.
    public TenantRole tenantRole() {
        return tenantRole;
    }

    @Override
    public String toString() {
        return "%s as %s of project %s".formatted(user, role, project);
    }
}
