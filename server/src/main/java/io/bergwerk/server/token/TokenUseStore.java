package io.bergwerk.server.token;

import io.bergwerk.server.access.UserLogin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The SQL of token uses.
final class TokenUseStore {
    /// Writes the uses that are later than those known. Tokens that are gone, or being taken away or changed at
    /// this moment, are left out. Rows are taken in one order, so that servers do not hold each other up.
    void write(Handle tx, List<TokenUse> uses) {
        tx.createUpdate("""
                        WITH living AS (
                            SELECT used.token, used.at, used.address
                            FROM unnest(:tokens, CAST(:times AS timestamptz[]), :addresses) AS used (token, at, address)
                            JOIN token ON token.id = used.token
                            FOR KEY SHARE OF token SKIP LOCKED)
                        INSERT INTO token_use (token, used_at, address)
                        SELECT token, at, address FROM living ORDER BY token
                        ON CONFLICT (token) DO UPDATE SET used_at = excluded.used_at, address = excluded.address
                        WHERE token_use.used_at < excluded.used_at
                        """)
                .bindArray(
                        "tokens", UUID.class, uses.stream().map(TokenUse::token).toList())
                .bindArray(
                        "times",
                        String.class,
                        uses.stream().map(use -> use.at().toString()).toList())
                .bindArray(
                        "addresses",
                        String.class,
                        uses.stream().map(TokenUse::address).toList())
                .execute();
    }

    /// The user's tokens that have not ended, the newest first; empty for one that was never used.
    Map<UUID, Optional<TokenUse>> list(Handle tx, UserLogin user, Instant now, int most) {
        var found = new LinkedHashMap<UUID, Optional<TokenUse>>();
        tx.createQuery("""
                        SELECT id, used_at, address
                        FROM token LEFT JOIN token_use ON token_use.token = token.id
                        WHERE user_login = :user AND expires_at > :now
                        ORDER BY issued_at DESC, id DESC
                        LIMIT :most
                        """)
                .bind("user", user.value())
                .bind("now", TokenStore.utc(now))
                .bind("most", most)
                .map((row, _) -> found.put(row.getObject("id", UUID.class), use(row)))
                .list();
        return found;
    }

    private static Optional<TokenUse> use(ResultSet row) throws SQLException {
        var at = row.getObject("used_at", OffsetDateTime.class);
        return at == null
                ? Optional.empty()
                : Optional.of(new TokenUse(row.getObject("id", UUID.class), at.toInstant(), row.getString("address")));
    }
}
