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

    /// Somebody who was here.
    ///
    /// @param byDomain whether they once came in for the domain of their e-mail address
    record Known(UserLogin user, boolean byDomain) {}

    Optional<Known> find(Handle tx, Identity identity) {
        return tx.createQuery("""
                        SELECT user_login, by_domain FROM user_identity
                        WHERE issuer = :issuer AND subject = :subject
                        """)
                .bind("issuer", identity.issuer())
                .bind("subject", identity.subject())
                .map((row, _) -> new Known(new UserLogin(row.getString("user_login")), row.getBoolean("by_domain")))
                .findOne();
    }

    void insert(Handle tx, Identity identity, Known known, Instant now) {
        tx.createUpdate("""
                        INSERT INTO user_identity (issuer, subject, user_login, by_domain, created_at, signed_in_at)
                        VALUES (:issuer, :subject, :user, :byDomain, :now, :now)
                        """)
                .bind("issuer", identity.issuer())
                .bind("subject", identity.subject())
                .bind("user", known.user().value())
                .bind("byDomain", known.byDomain())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void signedIn(Handle tx, Identity identity, Known known, Instant now) {
        tx.createUpdate("""
                        UPDATE user_identity SET signed_in_at = :now, by_domain = :byDomain
                        WHERE issuer = :issuer AND subject = :subject
                        """)
                .bind("byDomain", known.byDomain())
                .bind("issuer", identity.issuer())
                .bind("subject", identity.subject())
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }
}
