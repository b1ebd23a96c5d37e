package io.bergwerk.server.token;

import io.bergwerk.server.access.Grants;
import io.bergwerk.server.access.TokenType;
import io.bergwerk.server.access.UserLogin;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// A token as it is stored: everything but the secret.
///
/// @param grants what it was given; nothing for a console token
/// @param issuer the address of the API when it was made, which stays its `iss`
/// @param serverMade written by the server's own command, so its admin role asks for no administrator behind it
/// @param expiresAt when it ends
/// @param signedUntil the end that the token itself names: later than the one that counts once it was rotated
public record Token(
        UUID id,
        UserLogin user,
        TokenType type,
        String description,
        Grants grants,
        String issuer,
        boolean serverMade,
        Instant issuedAt,
        Instant expiresAt,
        Instant signedUntil) {
    Token with(String newDescription, Grants newGrants) {
        return new Token(
                id, user, type, newDescription, newGrants, issuer, serverMade, issuedAt, expiresAt, signedUntil);
    }

    /// How long it was made for.
    Duration life() {
        return Duration.between(issuedAt, signedUntil);
    }

    boolean endedAt(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
