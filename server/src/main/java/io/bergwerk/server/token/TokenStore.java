package io.bergwerk.server.token;

import io.bergwerk.server.access.TokenType;
import io.bergwerk.server.access.UserLogin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The SQL of tokens.
final class TokenStore {
    private static final String COLUMNS =
            "id, user_login, type, description, permissions, project_roles, tenant_roles, admin_role,"
                    + " issuer, server_made, issued_at, expires_at,"
                    + " coalesce(signed_until, expires_at) AS signed_until";

    void insert(Handle tx, Token token) {
        var grants = StoredGrants.of(token.grants());
        tx.createUpdate("""
                        INSERT INTO token (id, user_login, type, description, permissions, project_roles, tenant_roles,
                            admin_role, issuer, server_made, issued_at, expires_at)
                        VALUES (:id, :user, :type, :description, CAST(:permissions AS jsonb),
                            CAST(:projectRoles AS jsonb), CAST(:tenantRoles AS jsonb), :adminRole,
                            :issuer, :serverMade, :issuedAt, :expiresAt)
                        """)
                .bind("id", token.id())
                .bind("user", token.user().value())
                .bind("type", token.type().name())
                .bind("description", token.description())
                .bind("permissions", grants.permissions())
                .bind("projectRoles", grants.projectRoles())
                .bind("tenantRoles", grants.tenantRoles())
                .bindBySqlType("adminRole", grants.adminRole().orElse(null), Types.VARCHAR)
                .bind("issuer", token.issuer())
                .bind("serverMade", token.serverMade())
                .bind("issuedAt", utc(token.issuedAt()))
                .bind("expiresAt", utc(token.expiresAt()))
                .execute();
    }

    Optional<Token> find(Handle tx, UUID id) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM token WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    /// One of the user's own, kept from changing until the transaction ends.
    Optional<Token> findOwnForUpdate(Handle tx, UserLogin user, UUID id) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM token WHERE id = :id AND user_login = :user FOR UPDATE")
                .bind("id", id)
                .bind("user", user.value())
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    /// The user's tokens that have not ended, newest first.
    List<Token> list(Handle tx, UserLogin user, Instant now, int most) {
        return list(tx, Optional.of(user), now, most);
    }

    /// Of all users without one.
    List<Token> list(Handle tx, Optional<UserLogin> user, Instant now, int most) {
        return tx.createQuery("SELECT " + COLUMNS + """
                         FROM token
                        WHERE (:user IS NULL OR user_login = :user) AND expires_at > :now
                        ORDER BY issued_at DESC, id DESC
                        LIMIT :most
                        """)
                .bindByType("user", user.map(UserLogin::value).orElse(null), String.class)
                .bind("now", utc(now))
                .bind("most", most)
                .map((row, _) -> fromRow(row))
                .list();
    }

    void updateRights(Handle tx, Token token) {
        var grants = StoredGrants.of(token.grants());
        tx.createUpdate("""
                        UPDATE token
                        SET description = :description, permissions = CAST(:permissions AS jsonb),
                            project_roles = CAST(:projectRoles AS jsonb), tenant_roles = CAST(:tenantRoles AS jsonb),
                            admin_role = :adminRole
                        WHERE id = :id
                        """)
                .bind("id", token.id())
                .bind("description", token.description())
                .bind("permissions", grants.permissions())
                .bind("projectRoles", grants.projectRoles())
                .bind("tenantRoles", grants.tenantRoles())
                .bindBySqlType("adminRole", grants.adminRole().orElse(null), Types.VARCHAR)
                .execute();
    }

    /// Lets a token end at that time unless it ends before; what it says of itself stays.
    void endEarlier(Handle tx, UUID id, Instant end) {
        tx.createUpdate("""
                        UPDATE token
                        SET signed_until = coalesce(signed_until, expires_at), expires_at = least(expires_at, :end)
                        WHERE id = :id
                        """).bind("id", id).bind("end", utc(end)).execute();
    }

    boolean delete(Handle tx, UserLogin user, UUID id) {
        return tx.createUpdate("DELETE FROM token WHERE id = :id AND user_login = :user")
                        .bind("id", id)
                        .bind("user", user.value())
                        .execute()
                > 0;
    }

    /// Answers how many there were.
    int deleteConsoleTokens(Handle tx, UserLogin user) {
        return tx.createUpdate("DELETE FROM token WHERE user_login = :user AND type = 'CONSOLE'")
                .bind("user", user.value())
                .execute();
    }

    /// Lets one at a time add to a user's tokens.
    void lockTokensOf(Handle tx, UserLogin user) {
        tx.createQuery("SELECT pg_advisory_xact_lock(hashtextextended('tokens of ' || :user, 0))::text")
                .bind("user", user.value())
                .mapTo(String.class)
                .one();
    }

    int count(Handle tx, UserLogin user, TokenType type, Instant now) {
        return tx.createQuery(
                        "SELECT count(*) FROM token WHERE user_login = :user AND type = :type AND expires_at > :now")
                .bind("user", user.value())
                .bind("type", type.name())
                .bind("now", utc(now))
                .mapTo(Integer.class)
                .one();
    }

    /// Forgets the user's ended tokens, and their console tokens but the newest ones.
    void prune(Handle tx, UserLogin user, Instant now, int consoleTokensKept) {
        tx.createUpdate("""
                        DELETE FROM token
                        WHERE user_login = :user AND (expires_at <= :now OR id IN (
                            SELECT id FROM token
                            WHERE user_login = :user AND type = 'CONSOLE'
                            ORDER BY issued_at DESC, id DESC
                            OFFSET :kept))
                        """)
                .bind("user", user.value())
                .bind("now", utc(now))
                .bind("kept", consoleTokensKept)
                .execute();
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Token fromRow(ResultSet row) throws SQLException {
        var grants = new StoredGrants(
                row.getString("permissions"),
                row.getString("project_roles"),
                row.getString("tenant_roles"),
                Optional.ofNullable(row.getString("admin_role")));
        return new Token(
                row.getObject("id", UUID.class),
                new UserLogin(row.getString("user_login")),
                TokenType.valueOf(row.getString("type")),
                row.getString("description"),
                grants.read(),
                row.getString("issuer"),
                row.getBoolean("server_made"),
                row.getObject("issued_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getObject("signed_until", OffsetDateTime.class).toInstant());
    }
}
