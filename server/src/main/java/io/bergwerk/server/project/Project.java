package io.bergwerk.server.project;

import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.TenantLogin;
import java.time.Instant;

/// A group of resources within a tenant.
public record Project(
        ProjectId id,
        TenantLogin tenant,
        String name,
        String description,
        String avatarUrl,
        boolean isDefault,
        Instant createdAt,
        Instant updatedAt) {}
