package io.bergwerk.server.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes due objects of one kind as long as there is room, and starts a pass for each.
final class Dispatcher<K> {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final int MAX_BATCH = 50;
    /// The longest sleep: bounds what a lost notification and an expired lease cost.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final WorkRuntime runtime;
    private final String kind;
    private final PassRunner<K> runner;
    private final Passes passes;
    private final Semaphore room;
    private final Loop loop;
    private boolean unanswered;
    /// Whether more may be due than there was room for.
    private volatile boolean hungry = true;

    Dispatcher(WorkRuntime runtime, String kind, PassRunner<K> runner, Passes passes, int concurrency) {
        if (concurrency < 1 || concurrency > 256) {
            throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: 1 to 256)");
        }
        this.runtime = runtime;
        this.kind = kind;
        this.runner = runner;
        this.passes = passes;
        this.room = new Semaphore(concurrency);
        this.loop = new Loop("work-" + kind, this::round);
    }

    void start() {
        loop.start();
    }

    void wake() {
        loop.wake();
    }

    /// Takes nothing more once this returns.
    void stop() {
        loop.stop();
    }

    /// Starts what is due and there is room for; returns how long to wait for the next round.
    private Duration round() {
        hungry = true;
        var wanted = takeRoom();
        if (wanted == 0) {
            return LOOK_EVERY;
        }
        var started = 0;
        try {
            freeUnanswered();
            unanswered = true;
            var until = System.nanoTime() + runtime.config().lease().toNanos();
            for (var item : runtime.database().withHandle(tx -> runtime.store().lease(tx, kind, wanted))) {
                start(new Pass(item, until));
                started++;
            }
            unanswered = false;
        } finally {
            giveRoom(wanted - started);
        }
        hungry = started == wanted;
        return hungry ? Duration.ZERO : untilNextDue();
    }

    /// A connection that breaks may swallow the answer to a lease that was committed: nobody would pass over those rows
    /// before it ends.
    private void freeUnanswered() {
        if (unanswered) {
            runtime.database().useTransaction(tx -> runtime.store().freeOwnExcept(tx, kind, passes.keys()));
        }
    }

    private Duration untilNextDue() {
        var next = runtime.database().withHandle(tx -> runtime.store().next(tx, kind));
        if (next.expired()) {
            freeExpired();
            return Duration.ZERO;
        }
        return next.due()
                .filter(wait -> wait.compareTo(LOOK_EVERY) < 0)
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait.plusMillis(1))
                .orElse(LOOK_EVERY);
    }

    private void freeExpired() {
        var freed = runtime.database().withHandle(tx -> runtime.store().freeExpired(tx, kind));
        if (freed > 0) {
            log.atInfo()
                    .addKeyValue("kind", kind)
                    .addKeyValue("objects", freed)
                    .log("their server fell silent: taking them over");
            runtime.metrics().takenOver(kind, freed);
        }
    }

    private void start(Pass pass) {
        var added = passes.add(pass);
        Thread.ofVirtual().name("pass-" + kind).start(() -> {
            var due = true;
            try {
                due = runner.run(pass, passes, added);
            } finally {
                giveRoom(1);
                // A look costs as much as a short pass, and a settled one is no reason for it.
                if (due || hungry) {
                    loop.wake();
                }
            }
        });
    }

    private int takeRoom() {
        var wanted = 0;
        while (wanted < MAX_BATCH && room.tryAcquire()) {
            wanted++;
        }
        var taken = runtime.takeRoom(wanted, loop.signal());
        room.release(wanted - taken);
        return taken;
    }

    private void giveRoom(int count) {
        room.release(count);
        runtime.giveRoom(count);
    }
}
