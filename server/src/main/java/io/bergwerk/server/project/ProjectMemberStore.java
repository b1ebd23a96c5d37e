package io.bergwerk.server.project;

import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.UserLogin;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;

/// The SQL of who is a member of a project themselves, not by its tenant.
final class ProjectMemberStore {
    /// Makes the user a member, or gives them another role.
    void set(Handle tx, ProjectId project, UserLogin user, ProjectRole role, Instant now) {
        tx.createUpdate("""
                        INSERT INTO project_member (project, member, role, created_at)
                        VALUES (:project, :member, :role, :now)
                        ON CONFLICT ON CONSTRAINT project_member_pk DO UPDATE SET role = :role
                        """)
                .bind("project", project.value())
                .bind("member", user.value())
                .bind("role", role.name())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// False if the user is no member.
    boolean delete(Handle tx, ProjectId project, UserLogin user) {
        return tx.createUpdate("DELETE FROM project_member WHERE project = :project AND member = :member")
                        .bind("project", project.value())
                        .bind("member", user.value())
                        .execute()
                > 0;
    }

    boolean isMember(Handle tx, ProjectId project, UserLogin user) {
        return tx.createQuery(
                        "SELECT EXISTS (SELECT FROM project_member WHERE project = :project AND member = :member)")
                .bind("project", project.value())
                .bind("member", user.value())
                .mapTo(Boolean.class)
                .one();
    }

    /// Whether the user takes part in the tenant, as a guest too.
    boolean takesPartIn(Handle tx, TenantLogin tenant, UserLogin user) {
        return tx.createQuery("""
                        SELECT EXISTS (SELECT FROM tenant_member WHERE tenant = :tenant AND member = :member)
                            OR EXISTS (
                                SELECT FROM project_member m JOIN project p ON p.id = m.project
                                WHERE p.tenant = :tenant AND m.member = :member)
                        """)
                .bind("tenant", tenant.value())
                .bind("member", user.value())
                .mapTo(Boolean.class)
                .one();
    }

    int count(Handle tx, ProjectId project) {
        return tx.createQuery("SELECT count(*) FROM project_member WHERE project = :project")
                .bind("project", project.value())
                .mapTo(Integer.class)
                .one();
    }

    boolean hasOwner(Handle tx, ProjectId project) {
        return tx.createQuery("SELECT EXISTS (SELECT FROM project_member WHERE project = :project AND role = 'OWNER')")
                .bind("project", project.value())
                .mapTo(Boolean.class)
                .one();
    }
}
