package io.bergwerk.server.token;

import java.time.Instant;

/// One token in the place of another.
///
/// @param oldEnds when the one that was there before ends
public record Rotation(IssuedToken issued, Instant oldEnds) {}
