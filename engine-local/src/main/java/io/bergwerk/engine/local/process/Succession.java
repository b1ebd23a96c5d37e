package io.bergwerk.engine.local.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The process that is to take over from the one that runs. Guarded by its supervisor.
final class Succession {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private static final Duration QUIET = Duration.ofSeconds(2);

    /// It has served nobody yet.
    private static final Duration DISCARD_GRACE = Duration.ofSeconds(2);

    private final Launcher launcher;

    Succession(Launcher launcher) {
        this.launcher = launcher;
    }

    /// One that an earlier server started the same way, or a new one.
    OwnProcess findOrStart(ProcessSpec spec, int restarts) throws IOException {
        var found = launcher.find(spec, Seat.SUCCESSOR);
        if (found.isPresent() && found.get().runs(spec)) {
            return found.get();
        }
        discard(spec);
        return launcher.start(spec, Seat.SUCCESSOR, restarts);
    }

    boolean awaitReady(OwnProcess successor, OwnProcess present, Handover handover, Duration limit) {
        var isReady = new AtomicBoolean();
        Poll.until(limit, LOOK_EVERY, () -> {
            isReady.set(successor.isAlive() && handover.isReady(present.identity(), successor.identity()));
            return isReady.get() || !successor.isAlive();
        });
        if (!isReady.get() || Thread.currentThread().isInterrupted()) {
            return false;
        }
        handover.turn(successor.identity());
        // Who came a moment ago has a connection to the present one, and perhaps has not asked yet.
        Poll.until(QUIET, LOOK_EVERY, () -> !present.isAlive());
        return true;
    }

    /// A successor whose predecessor is gone runs in its place.
    Optional<OwnProcess> promoteIfThere(ProcessSpec spec) {
        var found = launcher.find(spec, Seat.SUCCESSOR);
        if (found.isPresent()) {
            launcher.promote(spec);
        }
        return found;
    }

    /// @return whether there is none any more
    boolean discard(ProcessSpec spec) {
        var found = launcher.find(spec, Seat.SUCCESSOR);
        if (found.isPresent() && !found.get().stop(DISCARD_GRACE)) {
            return false;
        }
        launcher.forget(spec, Seat.SUCCESSOR);
        return true;
    }
}
