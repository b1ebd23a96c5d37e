package io.bergwerk.server.store;

import java.time.Duration;
import org.slf4j.Logger;

/// Tells of something that is away, once when it goes and once when it is back, however often it is missed.
///
/// It counts as back after a second without a failure: what dies slowly answers now and then.
final class Outage {
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Logger log;
    private final String what;
    private volatile boolean away;
    private volatile long failedNanos;

    /// @param what as in `the database is away`
    Outage(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    void failed(Throwable cause) {
        failedNanos = System.nanoTime();
        if (!away && change(true)) {
            log.atWarn().log("{} away, and tried again until back: {}", what, cause.getMessage());
        }
    }

    void worked() {
        if (away && System.nanoTime() - failedNanos > QUIET.toNanos() && change(false)) {
            log.atInfo().log("{} back", what);
        }
    }

    private synchronized boolean change(boolean now) {
        var changed = away != now;
        away = now;
        return changed;
    }
}
