package io.bergwerk.server.access;

import java.util.Optional;

/// What a member may do in a project, strongest first (user manual 3.2).
public enum ProjectRole {
    OWNER,
    EDITOR,
    VIEWER;

    public boolean atLeast(ProjectRole other) {
        return compareTo(other) <= 0;
    }

    public ProjectRole stronger(ProjectRole other) {
        return atLeast(other) ? this : other;
    }

    public ProjectRole weaker(ProjectRole other) {
        return atLeast(other) ? other : this;
    }

    /// The role that a tenant's member has in each of its projects; empty for a guest.
    public static Optional<ProjectRole> inheritedFrom(TenantRole role) {
        return switch (role) {
            case OWNER -> Optional.of(OWNER);
            case EDITOR -> Optional.of(EDITOR);
            case VIEWER -> Optional.of(VIEWER);
            case GUEST -> Optional.empty();
        };
    }
}
