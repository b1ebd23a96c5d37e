package io.bergwerk.server.access;

import io.bergwerk.common.ProjectId;
import io.bergwerk.common.Texts;
import io.bergwerk.server.store.Database;
import java.util.Optional;

/// Looks up what is true of a subject whoever calls. Whether it exists, only administrators are told.
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
        return Texts.canBeKept(tenant.value()) && database.withHandle(tx -> memberships.tenantExists(tx, tenant));
    }

    boolean isAdmitted(TenantLogin tenant) {
        return database.withHandle(tx -> memberships.isAdmitted(tx, tenant));
    }
}
