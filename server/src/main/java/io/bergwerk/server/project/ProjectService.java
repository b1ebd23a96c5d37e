package io.bergwerk.server.project;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.IdSource;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.SelfAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Shows projects to those who take part in them.
public final class ProjectService {
    /// With 40 random bits, ten conflicts in a row mean that something else is wrong.
    private static final int MAX_DRAWS = 10;

    private final Database database;
    private final IdSource ids;
    private final ProjectStore projects = new ProjectStore();

    public ProjectService(Database database, IdSource ids) {
        this.database = database;
        this.ids = ids;
    }

    /// A project with those who take part in it, by login.
    ///
    /// @param members without the inherited ones for a guest of the tenant, who may not know them
    public record Seen(Project project, List<ProjectMember> members) {}

    /// @throws ApiException `NOT_FOUND` if it has just been deleted
    public Seen get(ProjectAccess access) {
        return database.inTransaction(tx -> {
            var project = projects.find(tx, access.project())
                    .orElseThrow(() -> ApiException.notFound("project " + access.project() + ": no such project"));
            var members = projects.members(tx, access.project(), access.tenantRole() != TenantRole.GUEST);
            return new Seen(project, members);
        });
    }

    /// The projects that the caller reaches and their token covers, by uuid.
    ///
    /// @param tenant only those of this tenant, if given
    /// @param name only those of exactly this name, if given
    public List<Project> list(SelfAccess access, Optional<TenantLogin> tenant, Optional<String> name) {
        var rights = access.rights();
        var reached = rights.now().projects().entrySet().stream()
                .filter(entry ->
                        tenant.isEmpty() || tenant.get().equals(entry.getValue().tenant()))
                .map(java.util.Map.Entry::getKey)
                .filter(rights::covers)
                .toList();
        return load(reached).stream()
                .filter(project -> name.isEmpty() || name.get().equals(project.name()))
                .toList();
    }

    /// Those of these projects that exist, by uuid. For features that have found out themselves who may see
    /// them.
    public List<Project> load(Collection<ProjectId> wanted) {
        return wanted.isEmpty() ? List.of() : database.withHandle(tx -> projects.list(tx, wanted));
    }

    public Optional<Project> findDefault(TenantLogin tenant) {
        return database.withHandle(tx -> projects.findDefault(tx, tenant));
    }

    /// Makes the default project of a personal tenant with its user as owner, unless it is there.
    public Project ensureDefault(Handle tx, UserLogin user, Instant now) {
        var tenant = user.personalTenant();
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            var present = projects.findDefault(tx, tenant);
            if (present.isPresent()) {
                return present.get();
            }
            var project = new Project(new ProjectId(ids.nextRandom()), tenant, user.value(), "", "", true, now, now);
            if (projects.insertIfAbsent(tx, project)) {
                projects.insertMember(tx, project.id(), user, ProjectRole.OWNER, now);
                return project;
            }
        }
        throw new IllegalStateException("no id for the default project of " + user + " in " + MAX_DRAWS + " draws");
    }
}
