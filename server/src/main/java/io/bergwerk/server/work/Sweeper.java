package io.bergwerk.server.work;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes rows for all live objects of a kind from time to time; one server does it for all.
final class Sweeper<K> {
    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);
    private static final int PAGE = 500;
    private static final int MAX_PAGES = 2000;

    private final WorkRuntime runtime;
    private final WorkKind<K> kind;
    private final Reconciler<K> reconciler;

    Sweeper(WorkRuntime runtime, WorkKind<K> kind, Reconciler<K> reconciler) {
        this.runtime = runtime;
        this.kind = kind;
        this.reconciler = reconciler;
    }

    /// Sweeps if nobody has for long enough; returns how many objects had no row.
    int sweepIfDue() {
        return sweep(false, runtime.config().sweepEvery().dividedBy(2));
    }

    /// Sweeps now: after a start everything is looked at once.
    int sweepNow() {
        return sweep(true, Duration.ZERO);
    }

    /// Puts right what a clock of the database that was set back would hold up; true if there was something
    /// to do.
    boolean mendAfterSetBack() {
        var setBack = runtime.database().inTransaction(tx -> runtime.store().mendAfterSetBack(tx, kind.name()));
        if (setBack) {
            log.atWarn()
                    .addKeyValue("kind", kind.name())
                    .log("the database's clock was set back: everything is looked at again");
        }
        return setBack;
    }

    private int sweep(boolean forced, Duration spread) {
        if (!runtime.database().inTransaction(tx -> runtime.store().claimSweep(tx, kind.name(), forced))) {
            return 0;
        }
        var found = 0;
        var after = Optional.<K>empty();
        for (var page = 0; page < MAX_PAGES; page++) {
            var from = after;
            var keys = runtime.database().withHandle(tx -> reconciler.liveKeys(tx, from, PAGE));
            if (keys.isEmpty()) {
                break;
            }
            var written = keys.stream().map(kind.write()).toList();
            found += runtime.database().inTransaction(tx -> runtime.store().enqueue(tx, kind.name(), written, spread));
            after = Optional.of(keys.getLast());
            if (page == MAX_PAGES - 1) {
                log.atError()
                        .addKeyValue("kind", kind.name())
                        .log("more objects than a sweep may look at: the rest waits");
            }
        }
        runtime.metrics().swept(kind.name(), found);
        return found;
    }
}
