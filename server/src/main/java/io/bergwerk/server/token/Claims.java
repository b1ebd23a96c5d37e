package io.bergwerk.server.token;

import io.bergwerk.server.access.TokenType;
import io.bergwerk.server.access.UserLogin;
import java.time.Instant;
import java.util.UUID;

/// What a token with a good signature says about itself.
record Claims(UUID id, UserLogin user, TokenType type, String issuer, Instant expiresAt) {}
