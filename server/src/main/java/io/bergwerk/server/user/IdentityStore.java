package io.bergwerk.server.user;

import io.bergwerk.server.access.UserLogin;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of who vouches for which user.
final class IdentityStore {
    /// Lets those who sign in as the same person for the first time take turns until their transactions end.
    void takeTurns(Handle tx, Identity identity) {
        tx.createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:who, 0))::text")
                .bind("who", "identity " + identity.issuer() + " " + identity.subject())
                .mapTo(String.class)
                .one();
    }

    Optional<UserLogin> find(Handle tx, Identity identity) {
        return tx.createQuery("SELECT user_login FROM user_identity WHERE issuer = :issuer AND subject = :subject")
                .bind("issuer", identity.issuer())
                .bind("subject", identity.subject())
                .map((row, _) -> new UserLogin(row.getString("user_login")))
                .findOne();
    }

    void insert(Handle tx, Identity identity, UserLogin user, Instant now) {
        tx.createUpdate("""
                        INSERT INTO user_identity (issuer, subject, user_login, created_at, signed_in_at)
                        VALUES (:issuer, :subject, :user, :now, :now)
                        """)
                .bind("issuer", identity.issuer())
                .bind("subject", identity.subject())
                .bind("user", user.value())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void signedIn(Handle tx, Identity identity, Instant now) {
        tx.createUpdate("UPDATE user_identity SET signed_in_at = :now WHERE issuer = :issuer AND subject = :subject")
                .bind("issuer", identity.issuer())
                .bind("subject", identity.subject())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }
}
