package io.bergwerk.server.project;

import io.bergwerk.common.Page;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.UserLogin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The SQL of projects and their members.
final class ProjectStore {
    private static final String COLUMNS =
            "id, tenant, name, description, avatar_url, is_default, created_at, updated_at";
    /// More members than this are not shown; a project's quota lies far below.
    private static final int MAX_MEMBERS = 10_000;

    private static final int MAX_LISTED = 50_000;

    /// False if its id, DNS label, name or being the default is taken.
    boolean insertIfAbsent(Handle tx, Project project) {
        return tx.createUpdate("""
                                INSERT INTO project (id, tenant, name, description, avatar_url, is_default,
                                    created_at, updated_at)
                                VALUES (:id, :tenant, :name, :description, :avatarUrl, :isDefault,
                                    :createdAt, :updatedAt)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", project.id().value())
                        .bind("tenant", project.tenant().value())
                        .bind("name", project.name())
                        .bind("description", project.description())
                        .bind("avatarUrl", project.avatarUrl())
                        .bind("isDefault", project.isDefault())
                        .bind("createdAt", utc(project.createdAt()))
                        .bind("updatedAt", utc(project.updatedAt()))
                        .execute()
                > 0;
    }

    void update(Handle tx, Project project) {
        tx.createUpdate("""
                        UPDATE project SET name = :name, description = :description, avatar_url = :avatarUrl,
                            updated_at = :updatedAt
                        WHERE id = :id
                        """)
                .bind("id", project.id().value())
                .bind("name", project.name())
                .bind("description", project.description())
                .bind("avatarUrl", project.avatarUrl())
                .bind("updatedAt", utc(project.updatedAt()))
                .execute();
    }

    void delete(Handle tx, ProjectId id) {
        tx.createUpdate("DELETE FROM project WHERE id = :id")
                .bind("id", id.value())
                .execute();
    }

    /// Lets those who change a project and its members take turns until their transactions end.
    Optional<Project> findForChange(Handle tx, ProjectId id) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM project WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id.value())
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    /// Waits for those who are putting something into the project; whoever wants to later finds it gone.
    Optional<Project> findForDeletion(Handle tx, ProjectId id) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM project WHERE id = :id FOR UPDATE")
                .bind("id", id.value())
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    /// Lets those who make projects in one tenant take turns until their transactions end. False if there
    /// is no such tenant.
    boolean takeTurnsInTenant(Handle tx, TenantLogin tenant) {
        return tx.createQuery("SELECT 1 FROM tenant WHERE login = :tenant FOR NO KEY UPDATE")
                .bind("tenant", tenant.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    Optional<String> tenantName(Handle tx, TenantLogin tenant) {
        return tx.createQuery("SELECT name FROM tenant WHERE login = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(String.class)
                .findOne();
    }

    int countIn(Handle tx, TenantLogin tenant) {
        return tx.createQuery("SELECT count(*) FROM project WHERE tenant = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(Integer.class)
                .one();
    }

    boolean isNameTaken(Handle tx, TenantLogin tenant, String name) {
        return tx.createQuery("SELECT EXISTS (SELECT FROM project WHERE tenant = :tenant AND name = :name)")
                .bind("tenant", tenant.value())
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    Optional<Project> find(Handle tx, ProjectId id) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM project WHERE id = :id")
                .bind("id", id.value())
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    Optional<Project> findDefault(Handle tx, TenantLogin tenant) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM project WHERE tenant = :tenant AND is_default")
                .bind("tenant", tenant.value())
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    /// Those of these projects that exist, by uuid.
    List<Project> list(Handle tx, Collection<ProjectId> ids) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM project WHERE id = ANY (:ids) ORDER BY id")
                .bind("ids", ids.stream().map(ProjectId::value).toArray(UUID[]::new))
                .map((row, _) -> fromRow(row))
                .list();
    }

    /// In the order of their creation.
    List<Project> search(Handle tx, Optional<TenantLogin> tenant, Optional<Page> page) {
        return tx.createQuery("SELECT " + COLUMNS + """
                         FROM project
                        WHERE (:tenant IS NULL OR tenant = :tenant)
                        ORDER BY created_at, id
                        LIMIT :size OFFSET :offset
                        """)
                .bindByType("tenant", tenant.map(TenantLogin::value).orElse(null), String.class)
                .bind("size", page.map(Page::size).orElse(MAX_LISTED))
                .bind("offset", page.map(Page::offset).orElse(0L))
                .map((row, _) -> fromRow(row))
                .list();
    }

    /// Direct members and those of the tenant, by login. Who is both is listed once, as direct, with the
    /// stronger role.
    List<ProjectMember> members(Handle tx, ProjectId project, boolean withInherited) {
        return members(tx, project, withInherited, Optional.empty());
    }

    /// One who takes part in the project, by their role in its tenant too.
    Optional<ProjectMember> member(Handle tx, ProjectId project, UserLogin user) {
        return members(tx, project, true, Optional.of(user)).stream().findFirst();
    }

    private static List<ProjectMember> members(
            Handle tx, ProjectId project, boolean withInherited, Optional<UserLogin> user) {
        return tx.createQuery("""
                        SELECT coalesce(d.member, t.member) AS member, d.role AS direct, t.role AS inherited,
                            coalesce(d.created_at, t.created_at) AS since
                        FROM (
                            SELECT member, role, created_at FROM project_member
                            WHERE project = :project AND (:user IS NULL OR member = :user)) d
                        FULL JOIN (
                            SELECT member, role, created_at FROM tenant_member
                            WHERE :withInherited AND tenant = (SELECT tenant FROM project WHERE id = :project)
                                AND (:user IS NULL OR member = :user)) t
                        ON t.member = d.member
                        ORDER BY 1
                        LIMIT :most
                        """)
                .bind("project", project.value())
                .bind("withInherited", withInherited)
                .bindByType("user", user.map(UserLogin::value).orElse(null), String.class)
                .bind("most", MAX_MEMBERS)
                .map((row, _) -> member(row))
                .list();
    }

    private static ProjectMember member(ResultSet row) throws SQLException {
        var direct = Optional.ofNullable(row.getString("direct")).map(ProjectRole::valueOf);
        var inherited = Optional.ofNullable(row.getString("inherited")).map(ProjectRole::valueOf);
        var role = direct.flatMap(one -> inherited.map(one::stronger))
                .or(() -> direct)
                .or(() -> inherited);
        return new ProjectMember(
                new UserLogin(row.getString("member")),
                role.orElseThrow(),
                direct.isEmpty(),
                row.getObject("since", OffsetDateTime.class).toInstant());
    }

    private static Project fromRow(ResultSet row) throws SQLException {
        return new Project(
                new ProjectId(row.getObject("id", UUID.class)),
                new TenantLogin(row.getString("tenant")),
                row.getString("name"),
                row.getString("description"),
                row.getString("avatar_url"),
                row.getBoolean("is_default"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
