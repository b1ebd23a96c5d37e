package io.bergwerk.server.access;

/// Roles as the API spells them, and back.
public final class ProtoRoles {
    private ProtoRoles() {}

    public static io.bergwerk.api.v1.TenantRole toProto(TenantRole role) {
        return switch (role) {
            case OWNER -> io.bergwerk.api.v1.TenantRole.TENANT_ROLE_OWNER;
            case EDITOR -> io.bergwerk.api.v1.TenantRole.TENANT_ROLE_EDITOR;
            case VIEWER -> io.bergwerk.api.v1.TenantRole.TENANT_ROLE_VIEWER;
            case GUEST -> io.bergwerk.api.v1.TenantRole.TENANT_ROLE_GUEST;
        };
    }

    public static io.bergwerk.api.v1.ProjectRole toProto(ProjectRole role) {
        return switch (role) {
            case OWNER -> io.bergwerk.api.v1.ProjectRole.PROJECT_ROLE_OWNER;
            case EDITOR -> io.bergwerk.api.v1.ProjectRole.PROJECT_ROLE_EDITOR;
            case VIEWER -> io.bergwerk.api.v1.ProjectRole.PROJECT_ROLE_VIEWER;
        };
    }

    public static io.bergwerk.api.v1.AdminRole toProto(AdminRole role) {
        return switch (role) {
            case EDITOR -> io.bergwerk.api.v1.AdminRole.ADMIN_ROLE_EDITOR;
            case VIEWER -> io.bergwerk.api.v1.AdminRole.ADMIN_ROLE_VIEWER;
        };
    }

    /// @throws IllegalArgumentException if the role means nothing
    public static TenantRole of(io.bergwerk.api.v1.TenantRole role) {
        return switch (role) {
            case TENANT_ROLE_OWNER -> TenantRole.OWNER;
            case TENANT_ROLE_EDITOR -> TenantRole.EDITOR;
            case TENANT_ROLE_VIEWER -> TenantRole.VIEWER;
            case TENANT_ROLE_GUEST -> TenantRole.GUEST;
            case TENANT_ROLE_UNSPECIFIED, UNRECOGNIZED -> throw meaningless(role);
        };
    }

    /// @throws IllegalArgumentException if the role means nothing
    public static ProjectRole of(io.bergwerk.api.v1.ProjectRole role) {
        return switch (role) {
            case PROJECT_ROLE_OWNER -> ProjectRole.OWNER;
            case PROJECT_ROLE_EDITOR -> ProjectRole.EDITOR;
            case PROJECT_ROLE_VIEWER -> ProjectRole.VIEWER;
            case PROJECT_ROLE_UNSPECIFIED, UNRECOGNIZED -> throw meaningless(role);
        };
    }

    /// @throws IllegalArgumentException if the role means nothing
    public static AdminRole of(io.bergwerk.api.v1.AdminRole role) {
        return switch (role) {
            case ADMIN_ROLE_EDITOR -> AdminRole.EDITOR;
            case ADMIN_ROLE_VIEWER -> AdminRole.VIEWER;
            case ADMIN_ROLE_UNSPECIFIED, UNRECOGNIZED -> throw meaningless(role);
        };
    }

    private static IllegalArgumentException meaningless(Enum<?> role) {
        return new IllegalArgumentException("role: " + role + " (expected: one with a meaning)");
    }
}
