package io.bergwerk.server.tenant;

import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TenantRole;
import io.bergwerk.server.access.UserLogin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The SQL of tenants and their members.
final class TenantStore {
    private static final String COLUMNS =
            "login, name, email, description, avatar_url, phone_number, personal, oauth_provider, admitted, onboarded,"
                    + " email_consent, terms_accepted_at, created_by, created_at, updated_at";
    /// More members than this are not shown; a tenant's quota lies far below.
    private static final int MAX_MEMBERS = 10_000;

    /// False if there is one of that login already.
    boolean insertIfAbsent(Handle tx, Tenant tenant) {
        return tx.createUpdate("""
                                INSERT INTO tenant (login, name, email, description, avatar_url, phone_number, personal,
                                    oauth_provider, admitted, created_by, created_at, updated_at)
                                VALUES (:login, :name, :email, :description, :avatarUrl, :phoneNumber, :personal,
                                    :provider, :admitted, :createdBy, :createdAt, :updatedAt)
                                ON CONFLICT ON CONSTRAINT tenant_pk DO NOTHING
                                """)
                        .bind("login", tenant.login().value())
                        .bind("name", tenant.name())
                        .bind("email", tenant.email())
                        .bind("description", tenant.description())
                        .bind("avatarUrl", tenant.avatarUrl())
                        .bind("phoneNumber", tenant.phoneNumber())
                        .bind("personal", tenant.personal())
                        .bind("provider", tenant.provider().name())
                        .bind("admitted", tenant.admitted())
                        .bind("createdBy", tenant.createdBy())
                        .bind("createdAt", utc(tenant.createdAt()))
                        .bind("updatedAt", utc(tenant.updatedAt()))
                        .execute()
                > 0;
    }

    void insertMember(Handle tx, TenantLogin tenant, UserLogin user, TenantRole role, Instant now) {
        tx.createUpdate("""
                        INSERT INTO tenant_member (tenant, member, role, created_at)
                        VALUES (:tenant, :member, :role, :now)
                        """)
                .bind("tenant", tenant.value())
                .bind("member", user.value())
                .bind("role", role.name())
                .bind("now", utc(now))
                .execute();
    }

    Optional<Tenant> find(Handle tx, TenantLogin login) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM tenant WHERE login = :login")
                .bind("login", login.value())
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    /// Those of these tenants that exist, by name, then login.
    List<Tenant> list(Handle tx, Collection<TenantLogin> logins) {
        return tx.createQuery("SELECT " + COLUMNS + """
                         FROM tenant
                        WHERE login = ANY (:logins)
                        ORDER BY name, login
                        """)
                .bind("logins", logins.stream().map(TenantLogin::value).toArray(String[]::new))
                .map((row, _) -> fromRow(row))
                .list();
    }

    /// Members by login, guests included, each with the tenant's projects they are a member of themselves.
    List<TenantMember> members(Handle tx, TenantLogin tenant) {
        return tx.createQuery("""
                        WITH direct AS (
                            SELECT m.member, min(m.created_at) AS since, array_agg(p.id::text ORDER BY p.id::text) AS projects
                            FROM project p JOIN project_member m ON m.project = p.id
                            WHERE p.tenant = :tenant
                            GROUP BY m.member)
                        SELECT coalesce(t.member, d.member) AS member, coalesce(t.role, 'GUEST') AS role,
                            coalesce(d.projects, '{}') AS projects, coalesce(t.created_at, d.since) AS since
                        FROM (SELECT member, role, created_at FROM tenant_member WHERE tenant = :tenant) t
                        FULL JOIN direct d ON d.member = t.member
                        ORDER BY 1
                        LIMIT :most
                        """)
                .bind("tenant", tenant.value())
                .bind("most", MAX_MEMBERS)
                .map((row, _) -> new TenantMember(
                        new UserLogin(row.getString("member")),
                        TenantRole.valueOf(row.getString("role")),
                        Arrays.stream((String[]) row.getArray("projects").getArray())
                                .map(id -> new ProjectId(UUID.fromString(id)))
                                .toList(),
                        row.getObject("since", OffsetDateTime.class).toInstant()))
                .list();
    }

    private static Tenant fromRow(ResultSet row) throws SQLException {
        return new Tenant(
                new TenantLogin(row.getString("login")),
                row.getString("name"),
                row.getString("email"),
                row.getString("description"),
                row.getString("avatar_url"),
                row.getString("phone_number"),
                row.getBoolean("personal"),
                IdentityProvider.valueOf(row.getString("oauth_provider")),
                row.getBoolean("admitted"),
                row.getBoolean("onboarded"),
                row.getBoolean("email_consent"),
                Optional.ofNullable(row.getObject("terms_accepted_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
