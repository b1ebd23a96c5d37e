package io.bergwerk.server.project;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.RightsChanges;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Database;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;

/// Changes who takes part in a project themselves. Whatever happens, it has an owner of its own.
public final class ProjectMembers {
    private final Database database;
    private final ProjectConfig config;
    private final RightsChanges changes;
    private final InstantSource clock;
    private final ProjectStore projects = new ProjectStore();
    private final ProjectMemberStore members = new ProjectMemberStore();

    public ProjectMembers(Database database, ProjectConfig config, RightsChanges changes, InstantSource clock) {
        this.database = database;
        this.config = config;
        this.changes = changes;
        this.clock = clock;
    }

    /// Gives somebody who takes part in the project's tenant a role of their own in the project.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` if the user takes no part in the tenant;
    ///     `FAILED_PRECONDITION` if the project would be without an owner of its own
    public ProjectMember update(ProjectAccess access, UserLogin user, ProjectRole role) {
        var project = access.project();
        var changed = database.inTransaction(tx -> {
            takeTurns(tx, project);
            if (!members.takesPartIn(tx, access.tenant(), user)) {
                throw ApiException.invalid(
                        "member_id", user.value(), "somebody who takes part in tenant " + access.tenant());
            }
            set(tx, project, user, role);
            requireOwner(tx, project, user);
            return projects.member(tx, project, user).orElseThrow();
        });
        changes.userChanged(user);
        return changed;
    }

    /// Ends a membership; a role that comes from the tenant stays.
    ///
    /// @throws ApiException `NOT_FOUND` if the user is no member themselves; `FAILED_PRECONDITION` for the
    ///     last owner
    public void remove(ProjectAccess access, UserLogin user) {
        var project = access.project();
        database.useTransaction(tx -> {
            takeTurns(tx, project);
            if (!members.delete(tx, project, user)) {
                throw ApiException.notFound("user %s: no direct member of project %s".formatted(user, project));
            }
            requireOwner(tx, project, user);
        });
        changes.userChanged(user);
    }

    /// Makes somebody a member; those who know of it before the transaction ends say so with [#joined]
    /// after it.
    ///
    /// @throws ApiException `ALREADY_EXISTS` if the user is a member themselves; `RESOURCE_EXHAUSTED` if it
    ///     is full
    void join(Handle tx, ProjectId project, UserLogin user, ProjectRole role) {
        takeTurns(tx, project);
        if (members.isMember(tx, project, user)) {
            throw ApiException.of(
                    ErrorCode.ALREADY_EXISTS, "user %s: already a member of project %s".formatted(user, project));
        }
        set(tx, project, user, role);
    }

    void joined(UserLogin user) {
        changes.userChanged(user);
    }

    private void set(Handle tx, ProjectId project, UserLogin user, ProjectRole role) {
        members.set(tx, project, user, role, clock.instant());
        if (members.count(tx, project) > config.membersMax()) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "project %s: it has %d members, which is the most an operator has allowed"
                            .formatted(project, config.membersMax()));
        }
    }

    private void takeTurns(Handle tx, ProjectId project) {
        if (projects.findForChange(tx, project).isEmpty()) {
            throw ProjectService.noSuchProject(project);
        }
    }

    private void requireOwner(Handle tx, ProjectId project, UserLogin user) {
        if (!members.hasOwner(tx, project)) {
            throw ApiException.failedPrecondition(
                    "user %s: the last owner of project %s; make somebody else an owner first"
                            .formatted(user, project));
        }
    }
}
