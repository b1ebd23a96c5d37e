package io.bergwerk.server.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// One side of an audited call.
///
/// @param id the same for both sides
/// @param user empty without a token
/// @param tenant whose business the call was; may be empty
/// @param project may be empty
/// @param body JSON without secrets; may be cut or empty
/// @param resultCode of gRPC; empty in the request's phase
record Trace(
        UUID id,
        Phase phase,
        Instant at,
        String user,
        String tenant,
        String project,
        String method,
        String sourceIp,
        String body,
        OptionalInt resultCode) {
    /// Which side.
    enum Phase {
        REQUEST,
        RESPONSE
    }

    /// What to look for; all that is given has to match.
    ///
    /// @param body text that the body contains
    /// @param limit the newest so many
    record Filter(
            Optional<UUID> id,
            Instant from,
            Instant to,
            Optional<String> user,
            Optional<String> project,
            Optional<String> method,
            Optional<String> sourceIp,
            OptionalInt resultCode,
            Optional<String> body,
            Optional<Phase> phase,
            int limit) {}
}
