package io.bergwerk.server.access;

import io.bergwerk.common.ProjectId;
import io.bergwerk.server.store.Database;
import java.util.Optional;

/// Looks up whether a subject exists, which only administrators are told.
final class Subjects {
    private final Database database;
    private final MembershipReader memberships;

    Subjects(Database database, MembershipReader memberships) {
        this.database = database;
        this.memberships = memberships;
    }

    Optional<TenantLogin> tenantOf(ProjectId project) {
        return database.withHandle(tx -> memberships.tenantOf(tx, project));
    }

    boolean exists(TenantLogin tenant) {
        return database.withHandle(tx -> memberships.tenantExists(tx, tenant));
    }
}
