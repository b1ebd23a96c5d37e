package io.bergwerk.server.cluster;

import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.Outcome;
import io.bergwerk.server.work.Reconciler;
import io.bergwerk.server.work.Wakeups;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds what an engine has and nobody ordered, and rows that have been gone for long enough.
///
/// Its one key is the engine's name.
final class LeftoversReconciler implements Reconciler<String> {
    private static final Logger log = LoggerFactory.getLogger(LeftoversReconciler.class);
    private static final int PURGED_AT_ONCE = 500;
    private static final Duration TIMES_KEPT = Duration.ofDays(30);

    private final Database database;
    private final ClusterStore clusters;
    private final ChangeTimes times;
    private final ClusterEngine engine;
    private final Wakeups wakeups;
    private final InstantSource clock;
    private final Duration keepDeleted;

    LeftoversReconciler(
            Database database,
            ClusterStore clusters,
            ChangeTimes times,
            ClusterEngine engine,
            Wakeups wakeups,
            InstantSource clock,
            Duration keepDeleted) {
        this.database = database;
        this.clusters = clusters;
        this.times = times;
        this.engine = engine;
        this.wakeups = wakeups;
        this.clock = clock;
        this.keepDeleted = keepDeleted;
    }

    @Override
    public Outcome reconcile(String engineName) {
        var there = engine.clusters();
        database.useTransaction(tx -> {
            var living = clusters.livingOf(tx, engineName, there);
            for (var id : there) {
                if (!living.contains(id)) {
                    log.atWarn().addKeyValue("cluster", id).log("nobody ordered this cluster; it is being removed");
                    wakeups.add(tx, ClusterWork.kind(engineName), id);
                }
            }
            times.purge(tx, clock.instant().minus(TIMES_KEPT), PURGED_AT_ONCE);
            clusters.purge(tx, clock.instant().minus(keepDeleted), PURGED_AT_ONCE);
        });
        return Outcome.settled();
    }

    @Override
    public List<String> liveKeys(Handle tx, Optional<String> after, int limit) {
        return after.isEmpty() ? List.of(engine.name()) : List.of();
    }
}
