package io.bergwerk.server.access;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Who makes a call.
public sealed interface Caller {
    Caller ANONYMOUS = new Anonymous();

    /// Nobody in particular: a call without a token.
    record Anonymous() implements Caller {}

    /// A user, by one of their tokens.
    ///
    /// @param token the token's id, which is its `jti`
    /// @param adminRole what the token may do as an administrator at this moment
    record SignedIn(UserLogin user, UUID token, TokenType type, Optional<AdminRole> adminRole, Instant expiresAt)
            implements Caller {}
}
