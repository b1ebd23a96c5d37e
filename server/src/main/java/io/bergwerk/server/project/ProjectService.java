package io.bergwerk.server.project;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.IdSource;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.RightsChanges;
import io.bergwerk.server.access.SelfAccess;
import io.bergwerk.server.access.TenantAccess;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Projects, for those who take part in them.
public final class ProjectService {
    /// With 40 random bits, ten conflicts in a row mean that something else is wrong.
    private static final int MAX_DRAWS = 10;

    private final Database database;
    private final ProjectConfig config;
    private final List<ProjectContents> contents;
    private final RightsChanges changes;
    private final InstantSource clock;
    private final IdSource ids;
    private final ProjectStore projects = new ProjectStore();
    private final ProjectMemberStore members = new ProjectMemberStore();

    /// @param contents what may lie in projects
    public ProjectService(
            Database database,
            ProjectConfig config,
            List<ProjectContents> contents,
            RightsChanges changes,
            InstantSource clock,
            IdSource ids) {
        this.database = database;
        this.config = config;
        this.contents = List.copyOf(contents);
        this.changes = changes;
        this.clock = clock;
        this.ids = ids;
    }

    /// A project with those who take part in it, by login.
    ///
    /// @param members without the inherited ones for a guest of the tenant, who may not know them
    public record Seen(Project project, List<ProjectMember> members) {}

    /// @throws ApiException `NOT_FOUND` if it has just been deleted
    public Seen get(ProjectAccess access) {
        return database.inTransaction(tx -> {
            var project = projects.find(tx, access.project()).orElseThrow(() -> noSuchProject(access.project()));
            var seen = projects.members(tx, access.project(), access.tenantRole() != TenantRole.GUEST);
            return new Seen(project, seen);
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

    /// Makes a project with the caller as its owner.
    ///
    /// @throws ApiException `ALREADY_EXISTS` if the tenant has one of that name; `RESOURCE_EXHAUSTED` if it
    ///     has as many as it may
    public Project create(TenantAccess access, String name, String description, String avatarUrl) {
        var tenant = access.tenant();
        var made = database.inTransaction(tx -> {
            if (!projects.takeTurnsInTenant(tx, tenant)) {
                throw ApiException.notFound("tenant " + tenant + ": no such tenant");
            }
            if (projects.countIn(tx, tenant) >= config.perTenantMax()) {
                throw ApiException.of(
                        ErrorCode.RESOURCE_EXHAUSTED,
                        "tenant %s: it has %d projects (expected: less than %d, which an operator can raise)"
                                .formatted(tenant, config.perTenantMax(), config.perTenantMax()));
            }
            if (projects.isNameTaken(tx, tenant, name)) {
                throw nameTaken(tenant, name);
            }
            var now = clock.instant();
            return insert(
                    tx, access.user(), id -> new Project(id, tenant, name, description, avatarUrl, false, now, now));
        });
        changes.tenantChanged(tenant);
        changes.userChanged(access.user()); // who is no member of the tenant but an administrator
        return made;
    }

    private Project insert(Handle tx, UserLogin owner, Function<ProjectId, Project> draft) {
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            var project = draft.apply(new ProjectId(ids.nextRandom()));
            if (projects.insertIfAbsent(tx, project)) {
                members.set(tx, project.id(), owner, ProjectRole.OWNER, project.createdAt());
                return projects.find(tx, project.id()).orElseThrow();
            }
        }
        throw new IllegalStateException("no id for a project of " + owner + " in " + MAX_DRAWS + " draws");
    }

    /// @param name empty to keep it, as with the others
    /// @throws ApiException `ALREADY_EXISTS` if another one of the tenant has that name
    public Project update(
            ProjectAccess access, Optional<String> name, Optional<String> description, Optional<String> avatarUrl) {
        return database.inTransaction(tx -> {
            var project = requireForChange(tx, access.project());
            var changed = new Project(
                    project.id(),
                    project.tenant(),
                    name.orElse(project.name()),
                    description.orElse(project.description()),
                    avatarUrl.orElse(project.avatarUrl()),
                    project.isDefault(),
                    project.createdAt(),
                    clock.instant());
            return Constraints.translate("project_name_free", () -> nameTaken(project.tenant(), changed.name()), () -> {
                projects.update(tx, changed);
                return projects.find(tx, project.id()).orElseThrow();
            });
        });
    }

    /// Removes a project with nothing left in it, and answers it.
    ///
    /// @throws ApiException `FAILED_PRECONDITION` for a default project, or naming what is left
    public Project delete(ProjectAccess access) {
        var deleted = database.inTransaction(tx -> {
            var project =
                    projects.findForDeletion(tx, access.project()).orElseThrow(() -> noSuchProject(access.project()));
            if (project.isDefault()) {
                throw ApiException.failedPrecondition(
                        "project %s: the default project of %s, which stays".formatted(project.id(), project.tenant()));
            }
            requireEmpty(tx, project.id());
            contents.forEach(content -> content.forget(tx, project.id()));
            projects.delete(tx, project.id());
            return project;
        });
        changes.tenantChanged(deleted.tenant());
        return deleted;
    }

    private void requireEmpty(Handle tx, ProjectId project) {
        var left = contents.stream()
                .flatMap(content -> content.left(tx, project).stream())
                .toList();
        if (!left.isEmpty()) {
            throw ApiException.failedPrecondition(
                    "project %s: still holds %s; delete that first".formatted(project, String.join(", ", left)));
        }
    }

    private Project requireForChange(Handle tx, ProjectId id) {
        return projects.findForChange(tx, id).orElseThrow(() -> noSuchProject(id));
    }

    private static ApiException nameTaken(TenantLogin tenant, String name) {
        return ApiException.of(
                ErrorCode.ALREADY_EXISTS,
                "name: \"%s\" is that of another project of tenant %s".formatted(name, tenant));
    }

    static ApiException noSuchProject(ProjectId id) {
        return ApiException.notFound("project " + id + ": no such project");
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
                members.set(tx, project.id(), user, ProjectRole.OWNER, now);
                return project;
            }
        }
        throw new IllegalStateException("no id for the default project of " + user + " in " + MAX_DRAWS + " draws");
    }
}
