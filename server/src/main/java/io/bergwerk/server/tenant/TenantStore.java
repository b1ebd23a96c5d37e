package io.bergwerk.server.tenant;

import io.bergwerk.common.Page;
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

    private static final int MAX_LISTED = 50_000;

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

    void update(Handle tx, Tenant tenant) {
        tx.createUpdate("""
                        UPDATE tenant SET name = :name, email = :email, description = :description,
                            avatar_url = :avatarUrl, onboarded = :onboarded, terms_accepted_at = :termsAcceptedAt,
                            updated_at = :updatedAt
                        WHERE login = :login
                        """)
                .bind("login", tenant.login().value())
                .bind("name", tenant.name())
                .bind("email", tenant.email())
                .bind("description", tenant.description())
                .bind("avatarUrl", tenant.avatarUrl())
                .bind("onboarded", tenant.onboarded())
                .bind("termsAcceptedAt", tenant.termsAcceptedAt().map(TenantStore::utc))
                .bind("updatedAt", utc(tenant.updatedAt()))
                .execute();
    }

    void requestAdmission(Handle tx, TenantLogin tenant, boolean emailConsent, Instant now) {
        tx.createUpdate("""
                        UPDATE tenant SET email_consent = :emailConsent, admission_requested_at = :now
                        WHERE login = :login
                        """)
                .bind("login", tenant.value())
                .bind("emailConsent", emailConsent)
                .bind("now", utc(now))
                .execute();
    }

    void delete(Handle tx, TenantLogin login) {
        tx.createUpdate("DELETE FROM tenant WHERE login = :login")
                .bind("login", login.value())
                .execute();
    }

    /// Lets those who change a tenant and its members take turns until their transactions end.
    Optional<Tenant> findForChange(Handle tx, TenantLogin login) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM tenant WHERE login = :login FOR NO KEY UPDATE")
                .bind("login", login.value())
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    /// Organisations that the user has made and that are there.
    int countMadeBy(Handle tx, UserLogin user) {
        return tx.createQuery("SELECT count(*) FROM tenant WHERE created_by = :user AND NOT personal")
                .bind("user", user.value())
                .mapTo(Integer.class)
                .one();
    }

    /// In the order of their creation.
    List<Tenant> search(Handle tx, TenantFilter filter, Optional<Page> page) {
        return tx.createQuery("SELECT " + COLUMNS + """
                         FROM tenant
                        WHERE (:login IS NULL OR login = :login) AND (:name IS NULL OR name = :name)
                            AND (:email IS NULL OR email = :email) AND (:provider IS NULL OR oauth_provider = :provider)
                            AND (:admitted IS NULL OR admitted = :admitted)
                        ORDER BY created_at, login
                        LIMIT :size OFFSET :offset
                        """)
                .bindByType("login", filter.login().map(TenantLogin::value).orElse(null), String.class)
                .bindByType("name", filter.name().orElse(null), String.class)
                .bindByType("email", filter.email().orElse(null), String.class)
                .bindByType("provider", filter.provider().map(Enum::name).orElse(null), String.class)
                .bindByType("admitted", filter.admitted().orElse(null), Boolean.class)
                .bind("size", page.map(Page::size).orElse(MAX_LISTED))
                .bind("offset", page.map(Page::offset).orElse(0L))
                .map((row, _) -> fromRow(row))
                .list();
    }

    void admit(Handle tx, TenantLogin tenant, boolean admitted) {
        tx.createUpdate("UPDATE tenant SET admitted = :admitted WHERE login = :login AND admitted <> :admitted")
                .bind("login", tenant.value())
                .bind("admitted", admitted)
                .execute();
    }

    /// The user of that login, or else the only one with that e-mail address.
    Optional<UserLogin> user(Handle tx, String loginOrEmail) {
        var found = tx.createQuery("""
                        SELECT login FROM tenant
                        WHERE personal AND (login = :given OR email = :given)
                        ORDER BY login = :given DESC, login
                        LIMIT 2
                        """)
                .bind("given", loginOrEmail)
                .mapTo(String.class)
                .list();
        return found.size() == 1 || found.contains(loginOrEmail)
                ? Optional.of(new UserLogin(found.getFirst()))
                : Optional.empty();
    }

    /// Names of the tenant's projects.
    List<String> projects(Handle tx, TenantLogin tenant, int most) {
        return tx.createQuery("SELECT name FROM project WHERE tenant = :tenant ORDER BY name LIMIT :most")
                .bind("tenant", tenant.value())
                .bind("most", most)
                .mapTo(String.class)
                .list();
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
        return members(tx, tenant, Optional.empty());
    }

    /// One who takes part in the tenant, as a guest too.
    Optional<TenantMember> member(Handle tx, TenantLogin tenant, UserLogin user) {
        return members(tx, tenant, Optional.of(user)).stream().findFirst();
    }

    private static List<TenantMember> members(Handle tx, TenantLogin tenant, Optional<UserLogin> user) {
        return tx.createQuery("""
                        WITH direct AS (
                            SELECT m.member, min(m.created_at) AS since, array_agg(p.id::text ORDER BY p.id::text) AS projects
                            FROM project p JOIN project_member m ON m.project = p.id
                            WHERE p.tenant = :tenant AND (:user IS NULL OR m.member = :user)
                            GROUP BY m.member)
                        SELECT coalesce(t.member, d.member) AS member, coalesce(t.role, 'GUEST') AS role,
                            coalesce(d.projects, '{}') AS projects, coalesce(t.created_at, d.since) AS since
                        FROM (SELECT member, role, created_at FROM tenant_member
                            WHERE tenant = :tenant AND (:user IS NULL OR member = :user)) t
                        FULL JOIN direct d ON d.member = t.member
                        ORDER BY 1
                        LIMIT :most
                        """)
                .bind("tenant", tenant.value())
                .bindByType("user", user.map(UserLogin::value).orElse(null), String.class)
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
