package io.bergwerk.server.cluster;

import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.StepResult;
import io.bergwerk.server.kubeconfig.Kubeconfigs;
import io.bergwerk.server.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings clusters back, to a backup or from their deletion: what of a pass comes before all other steps.
///
/// The engine does a recovery once for its id, so it is asked until its end is written down.
final class RecoverySteps {
    private static final Logger log = LoggerFactory.getLogger(RecoverySteps.class);
    /// What the engine says when a removed cluster's data is gone for good.
    private static final String NOTHING_KEPT = "NothingKept";

    private final Database database;
    private final ClusterStore clusters;
    private final RecoveryStore recoveries;
    private final Kubeconfigs kubeconfigs;
    private final ClusterEngine engine;
    private final InstantSource clock;

    RecoverySteps(
            Database database,
            ClusterStore clusters,
            RecoveryStore recoveries,
            Kubeconfigs kubeconfigs,
            ClusterEngine engine,
            InstantSource clock) {
        this.database = database;
        this.clusters = clusters;
        this.recoveries = recoveries;
        this.kubeconfigs = kubeconfigs;
        this.engine = engine;
        this.clock = clock;
    }

    /// Whether the cluster is there and its other steps can be taken.
    boolean take(ClusterPass pass, Recovery recovery) {
        return recovery.backup()
                .map(goal -> restore(pass, recovery, goal))
                .orElseGet(() -> pass.take(Step.UNDELETE, () -> undelete(pass.cluster(), recovery)));
    }

    /// A restore that did not work has left the cluster as it was.
    private boolean restore(ClusterPass pass, Recovery recovery, Recovery.Goal goal) {
        var ended = new boolean[1];
        pass.take(Step.RESTORE, () -> {
            var living = database.withHandle(tx -> kubeconfigs.living(tx, recovery.cluster()));
            var result = engine.ensureRestored(recovery.cluster(), new RestoreOrder(recovery.id(), goal.id(), living));
            switch (result) {
                case StepResult.Done() -> endRestore(pass.cluster(), recovery, Optional.empty());
                case StepResult.Failed failed -> endRestore(pass.cluster(), recovery, Optional.of(failed.message()));
                case StepResult.Waiting _ -> {}
            }
            ended[0] = !(result instanceof StepResult.Waiting);
            return result;
        });
        return ended[0];
    }

    /// Those that were revoked while the engine was at it may have come back with the backup.
    private void endRestore(Cluster cluster, Recovery recovery, Optional<String> failure) {
        database.useTransaction(tx -> {
            if (recoveries.end(tx, recovery, failure, now())) {
                kubeconfigs.revokeAgain(tx, cluster.id(), cluster.engine(), recovery.requestedAt());
            }
        });
        tell(cluster, recovery, failure);
    }

    private StepResult undelete(Cluster cluster, Recovery recovery) {
        var living = database.withHandle(tx -> kubeconfigs.living(tx, cluster.id()));
        var result = engine.ensureUndeleted(cluster.id(), living);
        if (result instanceof StepResult.Done) {
            database.useTransaction(tx -> recoveries.end(tx, recovery, Optional.empty(), now()));
            tell(cluster, recovery, Optional.empty());
        } else if (result instanceof StepResult.Failed failed && failed.reason().equals(NOTHING_KEPT)) {
            giveUp(cluster, recovery, failed.message());
        }
        return result;
    }

    /// There is nothing to be brought back, so the cluster goes the way of every deleted one.
    private void giveUp(Cluster cluster, Recovery recovery, String failure) {
        database.useTransaction(tx -> {
            if (recoveries.end(tx, recovery, Optional.of(failure), now())) {
                clusters.endUndeletion(tx, cluster.id(), now());
            }
        });
        tell(cluster, recovery, Optional.of(failure));
    }

    private static void tell(Cluster cluster, Recovery recovery, Optional<String> failure) {
        log.atInfo()
                .addKeyValue("cluster", cluster.id())
                .addKeyValue("recovery", recovery.id())
                .log(failure.map("recovery did not work: %s"::formatted).orElse("recovery has ended"));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
