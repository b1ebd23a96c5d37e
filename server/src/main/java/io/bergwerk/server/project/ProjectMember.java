package io.bergwerk.server.project;

import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.UserLogin;
import java.time.Instant;

/// Somebody who takes part in a project.
///
/// @param inherited whether by their role in the tenant alone
public record ProjectMember(UserLogin user, ProjectRole role, boolean inherited, Instant createdAt) {}
