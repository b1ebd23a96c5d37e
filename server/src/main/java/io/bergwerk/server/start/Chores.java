package io.bergwerk.server.start;

import io.bergwerk.server.store.Database;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What a running server does from time to time; one that fails is tried again in its next round.
final class Chores implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Chores.class);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("chores").factory());

    /// Does it now, and again whenever that time has passed since it ended.
    Chores every(Duration pause, String name, Runnable chore) {
        var _ = timer.scheduleWithFixedDelay(() -> guarded(name, chore), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private static void guarded(String name, Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            log.atLevel(Database.isAway(e) ? Level.DEBUG : Level.WARN)
                    .addKeyValue("chore", name)
                    .setCause(e)
                    .log("did not work; the next round tries again");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
