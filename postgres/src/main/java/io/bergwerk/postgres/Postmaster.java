package io.bergwerk.postgres;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running server process, whether this process started it or found it.
record Postmaster(long pid, int port) {
    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration FAST = Duration.ofSeconds(30);
    private static final Duration IMMEDIATE = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    boolean runs() {
        return ProcFs.runs(pid);
    }

    /// Ends it: its clients are cut off, what they committed is kept. Harder if it does not end within 30 s.
    void stop() {
        signal("INT", List.of(pid));
        if (gone(FAST)) {
            return;
        }
        log.atWarn().addKeyValue("pid", pid).log("PostgreSQL does not stop: ending it without a checkpoint");
        signal("QUIT", List.of(pid));
        if (!gone(IMMEDIATE)) {
            signal("KILL", List.of(pid));
        }
    }

    /// Ends what is left of a server whose postmaster is gone: such processes hold its memory and stop a new start.
    static void clear(DataDirectory directory) {
        var left = ProcFs.workingIn(directory.data());
        if (left.isEmpty()) {
            return;
        }
        log.atWarn().addKeyValue("pids", left).log("ending what an earlier PostgreSQL left behind");
        signal("QUIT", left);
        if (!goneWithin(IMMEDIATE, () -> ProcFs.workingIn(directory.data()).isEmpty())) {
            signal("KILL", ProcFs.workingIn(directory.data()));
        }
    }

    private boolean gone(Duration limit) {
        return goneWithin(limit, () -> !runs());
    }

    private static boolean goneWithin(Duration limit, java.util.function.BooleanSupplier gone) {
        var end = System.nanoTime() + limit.toNanos();
        while (!gone.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return true;
    }

    private static void signal(String name, List<Long> pids) {
        // Java's own destroy() sends TERM, on which PostgreSQL waits for its clients to leave.
        pids.forEach(pid -> Commands.run(
                List.of("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, Long.toString(pid)), Duration.ofSeconds(10)));
    }
}
