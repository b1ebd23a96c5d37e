package io.bergwerk.server.project;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.SelfAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.invite.Invite;
import io.bergwerk.server.invite.Invites;
import io.bergwerk.server.store.Database;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Lets people join projects by invites. Who is no member of the tenant becomes a guest there.
public final class ProjectInvites {
    private final Database database;
    private final ProjectConfig config;
    private final Invites invites;
    private final ProjectMembers members;
    private final ProjectStore projects = new ProjectStore();

    public ProjectInvites(Database database, ProjectConfig config, Invites invites, ProjectMembers members) {
        this.database = database;
        this.config = config;
        this.invites = invites;
        this.members = members;
    }

    /// An invite with what it is for.
    public record Seen(Invite invite, Project project, String tenantName) {
        ProjectRole role() {
            return ProjectRole.inheritedFrom(invite.role()).orElseThrow();
        }
    }

    /// @throws ApiException `RESOURCE_EXHAUSTED` if too many are pending
    public Seen create(ProjectAccess access, ProjectRole role) {
        return database.inTransaction(tx -> {
            var project = projects.findForChange(tx, access.project())
                    .orElseThrow(() -> ProjectService.noSuchProject(access.project()));
            var invite = invites.create(
                    tx,
                    project.tenant(),
                    Optional.of(project.id()),
                    TenantRole.valueOf(role.name()),
                    access.user(),
                    config.invitesMax());
            return new Seen(invite, project, tenantName(tx, project.tenant()));
        });
    }

    /// Pending ones, oldest first.
    public List<Seen> list(ProjectAccess access) {
        return database.inTransaction(tx -> {
            var project = projects.find(tx, access.project())
                    .orElseThrow(() -> ProjectService.noSuchProject(access.project()));
            var tenantName = tenantName(tx, project.tenant());
            return invites.list(tx, project.tenant(), Optional.of(project.id()), config.invitesMax()).stream()
                    .map(invite -> new Seen(invite, project, tenantName))
                    .toList();
        });
    }

    public void withdraw(ProjectAccess access, String secret) {
        database.useTransaction(tx -> invites.withdraw(tx, access.tenant(), Optional.of(access.project()), secret));
    }

    /// For whoever has the secret.
    ///
    /// @throws ApiException `NOT_FOUND` unless it is that of an invite to a project that holds
    public Seen get(String secret) {
        return database.inTransaction(tx -> {
            var invite = invites.require(tx, secret, true);
            var project = projects.find(tx, target(invite)).orElseThrow(Invites::gone);
            return new Seen(invite, project, tenantName(tx, project.tenant()));
        });
    }

    /// Makes the caller a member, and answers of what. The invite is spent then, else it stays.
    ///
    /// @throws ApiException `NOT_FOUND` as [#get], and if somebody else was faster; `INVALID_ARGUMENT` for
    ///     a project in the caller's own tenant; `ALREADY_EXISTS` if they are a member of the project
    ///     themselves
    public Project accept(SelfAccess access, String secret) {
        var user = access.user();
        var joined = database.inTransaction(tx -> {
            var invite = invites.require(tx, secret, true);
            var project = projects.findForChange(tx, target(invite)).orElseThrow(Invites::gone);
            invites.spend(tx, invite);
            if (user.personalTenant().equals(project.tenant())) {
                throw ApiException.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "invite: it is to a project of your own tenant (expected: somebody else's)");
            }
            members.join(tx, project.id(), user, new Seen(invite, project, "").role());
            return project;
        });
        members.joined(user);
        return joined;
    }

    private static ProjectId target(Invite invite) {
        return invite.project().orElseThrow(Invites::gone);
    }

    private String tenantName(Handle tx, TenantLogin tenant) {
        return projects.tenantName(tx, tenant).orElseThrow(Invites::gone);
    }
}
