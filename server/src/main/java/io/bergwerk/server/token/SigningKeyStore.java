package io.bergwerk.server.token;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The SQL of signing keys.
final class SigningKeyStore {
    private static final int MAX_KEYS = 1000;
    private static final String COLUMNS = "id, private_key, public_key, created_at, signs_until, gone_at";

    /// Youngest first.
    List<SigningKey> list(Handle tx) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM signing_key ORDER BY created_at DESC, id DESC LIMIT :most")
                .bind("most", MAX_KEYS)
                .map((row, _) -> fromRow(row))
                .list();
    }

    Optional<SigningKey> find(Handle tx, UUID id) {
        return tx.createQuery("SELECT " + COLUMNS + " FROM signing_key WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> fromRow(row))
                .findOne();
    }

    void insert(Handle tx, SigningKey key) {
        tx.createUpdate("""
                        INSERT INTO signing_key (id, private_key, public_key, created_at, signs_until, gone_at)
                        VALUES (:id, :privateKey, :publicKey, :createdAt, :signsUntil, :goneAt)
                        """)
                .bind("id", key.id())
                .bind("privateKey", key.privateKey().getEncoded())
                .bind("publicKey", key.publicKey().getEncoded())
                .bind("createdAt", TokenStore.utc(key.createdAt()))
                .bind("signsUntil", TokenStore.utc(key.signsUntil()))
                .bind("goneAt", TokenStore.utc(key.goneAt()))
                .execute();
    }

    void deleteGone(Handle tx, Instant now) {
        tx.createUpdate("DELETE FROM signing_key WHERE gone_at <= :now")
                .bind("now", TokenStore.utc(now))
                .execute();
    }

    /// Lets one server at a time decide whether a new key is due.
    void lock(Handle tx) {
        tx.createQuery("SELECT pg_advisory_xact_lock(hashtextextended('signing keys', 0))::text")
                .mapTo(String.class)
                .one();
    }

    private static SigningKey fromRow(ResultSet row) throws SQLException {
        return new SigningKey(
                row.getObject("id", UUID.class),
                SigningKey.privateKey(row.getBytes("private_key")),
                SigningKey.publicKey(row.getBytes("public_key")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("signs_until", OffsetDateTime.class).toInstant(),
                row.getObject("gone_at", OffsetDateTime.class).toInstant());
    }
}
