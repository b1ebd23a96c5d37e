package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.server.kubeconfig.KubeconfigReconciler;
import io.bergwerk.server.kubeconfig.Kubeconfigs;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.Service;
import io.bergwerk.server.work.Wakeups;
import io.bergwerk.server.work.WorkKind;
import io.bergwerk.server.work.WorkQueue;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The work around one engine, done by the server that holds the engine's lease, from the moment it does.
final class ClusterWork implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterWork.class);
    /// Passes at once: most of a pass is waiting for processes to start.
    private static final int CLUSTERS_AT_ONCE = 8;
    private static final int MAINTENANCES_AT_ONCE = 2;
    private static final int KUBECONFIGS_AT_ONCE = 8;

    private final ClusterEngine engine;
    private final List<Service> services;

    private ClusterWork(ClusterEngine engine, List<Service> services) {
        this.engine = engine;
        this.services = services;
    }

    static WorkKind<ClusterId> kind(String engine) {
        return WorkKind.ofClusters("cluster/" + engine);
    }

    static WorkKind<ClusterId> maintenanceKind(String engine) {
        return WorkKind.ofClusters("maintenance/" + engine);
    }

    /// Lets all look at a cluster whose wish has changed, once the transaction commits.
    static void changed(Handle tx, Wakeups wakeups, Cluster cluster) {
        wakeups.add(tx, kind(cluster.engine()), cluster.id());
        wakeups.add(tx, maintenanceKind(cluster.engine()), cluster.id());
        ClusterChanges.announce(tx, cluster);
    }

    static WorkKind<String> leftoversKind(String engine) {
        return WorkKind.ofNames("leftovers/" + engine);
    }

    static ClusterWork start(
            WorkQueue queue,
            Database database,
            ClusterEngine engine,
            ClusterReconciler clusters,
            MaintenanceReconciler maintenance,
            KubeconfigReconciler kubeconfigs,
            LeftoversReconciler leftovers) {
        var name = engine.name();
        var kind = kind(name);
        engine.onChange(cluster -> wake(database, queue.wakeups(), kind, cluster));
        return new ClusterWork(
                engine,
                List.of(
                        queue.serve(kind, clusters, CLUSTERS_AT_ONCE),
                        queue.serve(maintenanceKind(name), maintenance, MAINTENANCES_AT_ONCE),
                        queue.serve(Kubeconfigs.kind(name), kubeconfigs, KUBECONFIGS_AT_ONCE),
                        queue.serve(leftoversKind(name), leftovers, 1)));
    }

    /// On the engine's thread, which must not end because the database is away.
    private static void wake(Database database, Wakeups wakeups, WorkKind<ClusterId> kind, ClusterId cluster) {
        try {
            database.useTransaction(tx -> wakeups.add(tx, kind, cluster));
        } catch (RuntimeException e) {
            log.atLevel(Database.isAway(e) ? Level.DEBUG : Level.WARN)
                    .addKeyValue("cluster", cluster)
                    .log("a change was not written down; the next sweep finds it: {}", e.toString());
        }
    }

    @Override
    public void close() {
        engine.onChange(_ -> {});
        services.forEach(Service::close);
    }
}
