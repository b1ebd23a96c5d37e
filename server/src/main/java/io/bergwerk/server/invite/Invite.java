package io.bergwerk.server.invite;

import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import java.time.Instant;
import java.util.Optional;

/// An offer to join a tenant or one of its projects.
///
/// @param secret whoever has it can join; never in a log
/// @param tenant to join, or the one that the project belongs to
/// @param project to join; empty if it is the tenant itself
/// @param role that the invite gives, never guest
public record Invite(
        String secret,
        TenantLogin tenant,
        Optional<ProjectId> project,
        TenantRole role,
        UserLogin invitedBy,
        Instant createdAt,
        Instant expiresAt) {
    @Override
    public String toString() {
        return "invite of %s to %s as %s"
                .formatted(invitedBy, project.map(Object::toString).orElse(tenant.value()), role);
    }
}
