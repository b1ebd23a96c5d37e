package io.bergwerk.server.signin;

import io.bergwerk.server.access.UserLogin;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of sign-in codes.
final class SignInCodeStore {
    boolean userExists(Handle tx, UserLogin user) {
        return tx.createQuery("SELECT 1 FROM tenant WHERE login = :user AND personal")
                .bind("user", user.value())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    void insert(Handle tx, byte[] codeHash, UserLogin user, Instant expiresAt) {
        tx.createUpdate("""
                        INSERT INTO sign_in_code (code_hash, user_login, expires_at)
                        VALUES (:hash, :user, :expiresAt)
                        """)
                .bind("hash", codeHash)
                .bind("user", user.value())
                .bind("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Takes the code away, so that of two who come at once one gets it.
    Optional<UserLogin> spend(Handle tx, byte[] codeHash, Instant now) {
        return tx.createQuery("""
                        DELETE FROM sign_in_code WHERE code_hash = :hash
                        RETURNING user_login, expires_at > :now AS holds
                        """)
                .bind("hash", codeHash)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, _) -> row.getBoolean("holds")
                        ? Optional.of(new UserLogin(row.getString("user_login")))
                        : Optional.<UserLogin>empty())
                .findOne()
                .flatMap(user -> user);
    }

    /// Forgets codes that have ended, and all but the user's newest ones.
    void prune(Handle tx, UserLogin user, Instant now, int kept) {
        tx.createUpdate("""
                        DELETE FROM sign_in_code
                        WHERE expires_at <= :now OR code_hash IN (
                            SELECT code_hash FROM sign_in_code
                            WHERE user_login = :user
                            ORDER BY expires_at DESC
                            OFFSET :kept)
                        """)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("user", user.value())
                .bind("kept", kept)
                .execute();
    }
}
