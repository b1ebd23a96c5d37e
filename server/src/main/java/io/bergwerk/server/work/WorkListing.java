package io.bergwerk.server.work;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What administrators see of the queue.
///
/// @param total how much matches, whether it is among the entries or not
record WorkListing(List<Entry> entries, int total) {
    /// How far work has got.
    enum State {
        RUNNING,
        WAITING,
        FAILING
    }

    /// What to look for; all that is given has to match.
    ///
    /// @param limit at most so many
    record Filter(Optional<String> kind, Optional<State> state, int limit) {}

    /// Who is at it.
    ///
    /// @param host empty if the server is unknown
    /// @param until when another server may take over
    record Holder(UUID server, Optional<String> host, Instant until) {}

    /// One row.
    ///
    /// @param since when it came into the queue
    /// @param attempts failures in a row
    /// @param holder empty unless a pass runs
    record Entry(
            String kind,
            String key,
            State state,
            Instant since,
            Instant due,
            int attempts,
            String reason,
            Optional<Holder> holder) {}
}
