package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.Outcome;
import io.bergwerk.server.work.Reconciler;
import io.bergwerk.server.work.Wakeups;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes a cluster's wish in its maintenance windows, as a user would, and is due again at the next one.
///
/// Nothing is remembered: what a window has decided is the wish itself, so a server that dies before the commit
/// decides again, and one that was down for a window does in the next one what is to be done then.
final class MaintenanceReconciler implements Reconciler<ClusterId> {
    private static final Logger log = LoggerFactory.getLogger(MaintenanceReconciler.class);

    private final Database database;
    private final ClusterStore clusters;
    private final MaintenanceDecisions decisions;
    private final Wakeups wakeups;
    private final String engine;
    private final InstantSource clock;

    MaintenanceReconciler(
            Database database,
            ClusterStore clusters,
            MaintenanceDecisions decisions,
            Wakeups wakeups,
            String engine,
            InstantSource clock) {
        this.database = database;
        this.clusters = clusters;
        this.decisions = decisions;
        this.wakeups = wakeups;
        this.engine = engine;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ClusterId id) {
        var found = database.withHandle(tx -> clusters.findUnscoped(tx, id));
        if (found.isEmpty() || found.get().deletionRequested()) {
            return Outcome.settled();
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var maintenance = found.get().spec().maintenance();
        var window = MaintenanceWindow.openOrNext(maintenance, now);
        if (now.isBefore(window.turnOf(id))) {
            return dueAt(window.turnOf(id), now);
        }
        if (!decisions.maintained(found.get(), now).equals(found.get().spec())) {
            maintain(id, now);
        }
        return dueAt(MaintenanceWindow.openOrNext(maintenance, window.end()).turnOf(id), now);
    }

    private static Outcome dueAt(Instant turn, Instant now) {
        var wait = Duration.between(now, turn);
        var longest = Outcome.Waiting.MAX_DELAY;
        return Outcome.waiting(
                "its turn in the next maintenance window is at " + turn, wait.compareTo(longest) < 0 ? wait : longest);
    }

    /// A cluster that is still being created is left to the next window.
    private void maintain(ClusterId id, Instant now) {
        database.useTransaction(tx -> {
            var cluster = clusters.lockUnscoped(tx, id);
            if (cluster.filter(found -> mayChange(found, now)).isPresent()) {
                maintain(tx, cluster.get(), now);
            }
        });
    }

    private static boolean mayChange(Cluster cluster, Instant now) {
        var window = MaintenanceWindow.openOrNext(cluster.spec().maintenance(), now);
        return cluster.settled() && !cluster.deletionRequested() && !now.isBefore(window.turnOf(cluster.id()));
    }

    private void maintain(Handle tx, Cluster cluster, Instant now) {
        var before = cluster.spec();
        var after = decisions.maintained(cluster, now);
        if (after.equals(before)
                || !clusters.change(tx, cluster, after, cluster.status().reconciling(), now)) {
            return;
        }
        wakeups.add(tx, ClusterWork.kind(cluster.engine()), cluster.id());
        ClusterChanges.announce(tx, cluster);
        log.atInfo()
                .addKeyValue("cluster", cluster.id())
                .addKeyValue("kubernetes", after.version())
                .addKeyValue("image", after.image())
                .log("maintenance changes the cluster, before it had {} and {}", before.version(), before.image());
    }

    @Override
    public List<ClusterId> liveKeys(Handle tx, Optional<ClusterId> after, int limit) {
        return clusters.liveIds(tx, engine, after, limit);
    }
}
