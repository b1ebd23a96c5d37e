package io.bergwerk.server.signin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of sign-ins that have been begun.
final class SignInAttemptStore {
    void insert(Handle tx, SignInAttempt attempt, Instant expiresAt) {
        tx.createUpdate("""
                        INSERT INTO sign_in_attempt (state_hash, browser_hash, provider, nonce, verifier, redirect,
                            invite, expires_at)
                        VALUES (:state, :browser, :provider, :nonce, :verifier, :redirect, :invite, :expiresAt)
                        """)
                .bind("state", SignInAttempt.hash(attempt.state()))
                .bind("browser", SignInAttempt.hash(attempt.browser()))
                .bind("provider", attempt.provider())
                .bind("nonce", attempt.nonce())
                .bind("verifier", attempt.verifier())
                .bind("redirect", attempt.redirect())
                .bind("invite", attempt.invite())
                .bind("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Takes the attempt away, so that of two who come back with it one gets it. One that another browser or another
    /// provider comes back with stays.
    Optional<SignInAttempt> spend(Handle tx, String provider, String state, String browser, Instant now) {
        return tx.createQuery("""
                        DELETE FROM sign_in_attempt
                        WHERE state_hash = :state AND browser_hash = :browser AND provider = :provider
                        RETURNING nonce, verifier, redirect, invite, expires_at > :now AS holds
                        """)
                .bind("state", SignInAttempt.hash(state))
                .bind("browser", SignInAttempt.hash(browser))
                .bind("provider", provider)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, _) -> row.getBoolean("holds")
                        ? Optional.of(new SignInAttempt(
                                provider,
                                state,
                                browser,
                                row.getString("nonce"),
                                row.getString("verifier"),
                                row.getString("redirect"),
                                row.getString("invite")))
                        : Optional.<SignInAttempt>empty())
                .findOne()
                .flatMap(attempt -> attempt);
    }

    void prune(Handle tx, Instant now, int most) {
        tx.createUpdate("""
                        DELETE FROM sign_in_attempt WHERE state_hash IN (
                            SELECT state_hash FROM sign_in_attempt WHERE expires_at <= :now
                            LIMIT :most FOR UPDATE SKIP LOCKED)
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .execute();
    }
}
