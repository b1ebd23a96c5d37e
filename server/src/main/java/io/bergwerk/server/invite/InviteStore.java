package io.bergwerk.server.invite;

import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// The SQL of invites. A target is a tenant, or a project in it.
final class InviteStore {
    private static final String COLUMNS = "secret, tenant, project, role, invited_by, created_at, expires_at";
    private static final String OF_TARGET = " tenant = :tenant AND project IS NOT DISTINCT FROM :project";

    void insert(Handle tx, Invite invite) {
        ofTarget(
                        tx.createUpdate("INSERT INTO invite (" + COLUMNS + ") VALUES"
                                + " (:secret, :tenant, :project, :role, :invitedBy, :createdAt, :expiresAt)"),
                        invite.tenant(),
                        invite.project())
                .bind("secret", invite.secret())
                .bind("role", invite.role().name())
                .bind("invitedBy", invite.invitedBy().value())
                .bind("createdAt", utc(invite.createdAt()))
                .bind("expiresAt", utc(invite.expiresAt()))
                .execute();
    }

    /// Pending ones, oldest first.
    List<Invite> list(Handle tx, TenantLogin tenant, Optional<ProjectId> project, Instant now, int most) {
        return ofTarget(
                        tx.createQuery("SELECT " + COLUMNS + " FROM invite WHERE" + OF_TARGET
                                + " AND expires_at > :now ORDER BY created_at, secret LIMIT :most"),
                        tenant,
                        project)
                .bind("now", utc(now))
                .bind("most", most)
                .map((row, _) -> fromRow(row))
                .list();
    }

    /// Whether there is one that holds, to whatever target.
    boolean exists(Handle tx, String secret, Instant now) {
        return tx.createQuery("SELECT EXISTS (SELECT FROM invite WHERE secret = :secret AND expires_at > :now)")
                .bind("secret", secret)
                .bind("now", utc(now))
                .mapTo(Boolean.class)
                .one();
    }

    /// One that holds. The database leaves out those to the other kind of target, so that they take as long as none.
    ///
    /// @param ofProject whether the target is a project
    Optional<Invite> find(Handle tx, String secret, boolean ofProject, Instant now) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM invite WHERE secret = :secret AND expires_at > :now"
                        + " AND (project IS NOT NULL) = :ofProject")
                .bind("secret", secret)
                .bind("ofProject", ofProject)
                .bind("now", utc(now))
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    /// False if it is gone already, for example because somebody else was faster.
    boolean delete(Handle tx, Invite invite) {
        return tx.createUpdate("DELETE FROM invite WHERE secret = :secret")
                        .bind("secret", invite.secret())
                        .execute()
                > 0;
    }

    /// One of another target is not touched.
    void delete(Handle tx, TenantLogin tenant, Optional<ProjectId> project, String secret) {
        ofTarget(tx.createUpdate("DELETE FROM invite WHERE secret = :secret AND" + OF_TARGET), tenant, project)
                .bind("secret", secret)
                .execute();
    }

    /// Those of any target that have ended; rows that somebody else holds are left to the next time.
    void prune(Handle tx, Instant now, int most) {
        tx.createUpdate("""
                        DELETE FROM invite WHERE secret IN (
                            SELECT secret FROM invite WHERE expires_at <= :now LIMIT :most FOR UPDATE SKIP LOCKED)
                        """).bind("now", utc(now)).bind("most", most).execute();
    }

    private static <S extends SqlStatement<S>> S ofTarget(
            S statement, TenantLogin tenant, Optional<ProjectId> project) {
        return statement
                .bind("tenant", tenant.value())
                .bindByType("project", project.map(ProjectId::value).orElse(null), UUID.class);
    }

    private static Invite fromRow(ResultSet row) throws SQLException {
        return new Invite(
                row.getString("secret"),
                new TenantLogin(row.getString("tenant")),
                Optional.ofNullable(row.getObject("project", UUID.class)).map(ProjectId::new),
                TenantRole.valueOf(row.getString("role")),
                new UserLogin(row.getString("invited_by")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
