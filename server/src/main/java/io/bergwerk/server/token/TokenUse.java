package io.bergwerk.server.token;

import java.time.Instant;
import java.util.UUID;

/// When and from where a token was last used.
///
/// @param address of the client; empty if it could not be known
public record TokenUse(UUID token, Instant at, String address) {}
