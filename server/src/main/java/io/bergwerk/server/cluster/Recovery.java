package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The wish to bring a cluster back, and what became of it.
///
/// @param id by which the engine does it once
/// @param backup to which; empty if it is brought back from its deletion
/// @param username login of the user who asked for it
/// @param endedAt empty while it is under way
/// @param failure a sentence for users; empty if it worked or is under way
public record Recovery(
        ClusterId cluster,
        UUID id,
        Optional<Goal> backup,
        String username,
        Instant requestedAt,
        Optional<Instant> endedAt,
        Optional<String> failure) {
    /// The backup that a cluster is brought back to.
    public record Goal(UUID id, Instant takenAt) {}

    static Recovery requested(ClusterId cluster, UUID id, Optional<Goal> backup, String username, Instant now) {
        return new Recovery(cluster, id, backup, username, now, Optional.empty(), Optional.empty());
    }

    boolean isOpen() {
        return endedAt.isEmpty();
    }
}
