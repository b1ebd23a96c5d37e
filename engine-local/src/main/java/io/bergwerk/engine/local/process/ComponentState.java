package io.bergwerk.engine.local.process;

import java.time.Instant;

/// What a supervisor knows of its process.
///
/// @param pid 0 if it does not run
/// @param since when this supervisor started or adopted it
/// @param restarts starts after a death, since this supervisor exists
/// @param crashesTooOften five times in ten minutes
/// @param problem the last one, in a sentence; empty if there was none since it was last started on purpose
public record ComponentState(
        String component,
        long pid,
        boolean adopted,
        Instant since,
        int restarts,
        boolean crashesTooOften,
        String problem) {
    public boolean isRunning() {
        return pid > 0;
    }
}
