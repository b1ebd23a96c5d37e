package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.StepResult;
import io.bergwerk.server.kubeconfig.Kubeconfigs;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.Outcome;
import io.bergwerk.server.work.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the machinery behind a cluster in line with its spec.
///
/// Told only *which* cluster; it reads everything else. Safe to run twice, safe to die after any line. A
/// cluster that has no row, or whose row says that it is gone, is removed from the engine: nothing else tells
/// of leftovers.
final class ClusterReconciler implements Reconciler<ClusterId> {
    private static final Logger log = LoggerFactory.getLogger(ClusterReconciler.class);
    /// How soon a cluster is looked at again that has all it was ordered and does not feel well yet.
    private static final Duration UNHEALTHY_POLL = Duration.ofSeconds(2);

    private final Database database;
    private final ClusterStore clusters;
    private final ClusterOrders orders;
    private final MachineStock stock;
    private final ExpiryNotices expiry;
    private final RecoveryStore recoveries;
    private final RecoverySteps recoverySteps;
    private final ChangeTimes times;
    private final Kubeconfigs kubeconfigs;
    private final ClusterEngine engine;
    private final InstantSource clock;

    ClusterReconciler(
            Database database,
            ClusterStore clusters,
            ClusterOrders orders,
            MachineStock stock,
            ExpiryNotices expiry,
            RecoveryStore recoveries,
            ChangeTimes times,
            Kubeconfigs kubeconfigs,
            ClusterEngine engine,
            InstantSource clock) {
        this.database = database;
        this.clusters = clusters;
        this.orders = orders;
        this.stock = stock;
        this.expiry = expiry;
        this.recoveries = recoveries;
        this.recoverySteps = new RecoverySteps(database, clusters, recoveries, kubeconfigs, engine, clock);
        this.times = times;
        this.kubeconfigs = kubeconfigs;
        this.engine = engine;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ClusterId id) {
        var found = database.withHandle(tx -> clusters.findUnscoped(tx, id).map(cluster -> seen(tx, cluster)));
        if (found.isEmpty() || found.get().cluster().isGone()) {
            return removeOrphan(id);
        }
        var seen = found.get();
        var pass = new ClusterPass(seen.cluster(), seen.backups());
        if (pass.cluster().deletionRequested()) {
            takeDown(pass);
            return pass.allDone() ? finish(pass, seen) : save(pass, seen);
        }
        bringUp(pass, seen.recovery());
        return save(pass, seen);
    }

    /// @param recovery the last one, whether it has ended or not
    private record Seen(Cluster cluster, Optional<Recovery> recovery, List<ClusterBackup> backups) {}

    private Seen seen(Handle tx, Cluster cluster) {
        return new Seen(cluster, recoveries.find(tx, cluster.id()), recoveries.backups(tx, cluster.id()));
    }

    private void bringUp(ClusterPass pass, Optional<Recovery> recovery) {
        var open = recovery.filter(Recovery::isOpen);
        if (open.isPresent() && !recoverySteps.take(pass, open.get())) {
            pass.observe(engine);
            return;
        }
        var id = pass.cluster().id();
        var limits = database.withHandle(tx -> stock.limits(tx, pass.cluster()));
        build(pass, () -> orders.order(pass.cluster(), limits));
        var last = open.isPresent() ? database.withHandle(tx -> recoveries.find(tx, id)) : recovery;
        pass.notice(RecoveryNotices.of(last, now()));
        pass.notice(MachineNotices.of(pass.cluster(), limits));
        pass.notice(expiry.of(pass.cluster().spec(), now()));
    }

    private void build(ClusterPass pass, Supplier<ClusterOrder> order) {
        var cluster = pass.cluster();
        if (pass.takeVersion(() -> engine.availability(cluster.spec().version())) && buildControlPlane(pass, order)) {
            // Both are asked in the same pass, so that the engine brings them up side by side.
            pass.take(Step.WORKERS, () -> engine.ensureWorkers(order.get()));
            pass.take(Step.SYSTEM_COMPONENTS, () -> engine.ensureSystemComponents(order.get()));
        }
        pass.observe(engine);
    }

    /// Whether it is far enough for nodes and roles: those of a new cluster need nothing but an API that answers.
    private boolean buildControlPlane(ClusterPass pass, Supplier<ClusterOrder> order) {
        var cluster = pass.cluster();
        if (pass.take(Step.CONTROL_PLANE, () -> engine.ensureControlPlane(order.get()))) {
            return true;
        }
        pass.observe(engine);
        return !cluster.settled()
                && pass.failure().isEmpty()
                && pass.observation().apiServer().isTrue();
    }

    private void takeDown(ClusterPass pass) {
        var id = pass.cluster().id();
        var removed = pass.take(Step.KUBECONFIGS, () -> revokeKubeconfigs(id))
                && pass.take(Step.REMOVE_WORKERS, () -> engine.removeWorkers(id))
                && pass.take(Step.REMOVE_CONTROL_PLANE, () -> engine.removeControlPlane(id));
        if (!removed) {
            pass.observe(engine);
        }
    }

    private StepResult revokeKubeconfigs(ClusterId id) {
        database.useTransaction(tx -> kubeconfigs.revokeAll(tx, id));
        kubeconfigs.removeBindings(engine, id);
        return StepResult.done();
    }

    /// Always keeps what was seen, also after a failure.
    private Outcome save(ClusterPass pass, Seen seen) {
        var before = pass.cluster();
        var status = StatusOf.pass(pass, now());
        var settled = before.settled() || status.succeeded();
        database.useTransaction(tx -> {
            if (clusters.saveStatus(tx, before, status, settled, pass.machines())
                    && !status.looksLike(before.status())) {
                ClusterChanges.announce(tx, before);
            }
            keepBackups(tx, pass, seen);
            if (status.succeeded() && !before.status().succeeded()) {
                times.end(tx, before, now());
            }
        });
        if (status.succeeded() && !before.status().succeeded()) {
            log.atInfo()
                    .addKeyValue("cluster", before.id())
                    .addKeyValue("name", before.name())
                    .log("cluster is as ordered");
        }
        return outcome(pass, status);
    }

    private void keepBackups(Handle tx, ClusterPass pass, Seen seen) {
        if (!ids(pass.backups()).equals(ids(seen.backups()))) {
            recoveries.saveBackups(tx, pass.cluster().id(), pass.backups());
        }
    }

    private static Set<UUID> ids(List<ClusterBackup> backups) {
        return backups.stream().map(ClusterBackup::id).collect(Collectors.toSet());
    }

    private Outcome outcome(ClusterPass pass, ClusterStatus status) {
        var failure = pass.failure();
        if (failure.isPresent()) {
            return Outcome.failed(failure.get());
        }
        var waiting = pass.nextWaiting();
        if (waiting.isPresent()) {
            return Outcome.waiting(waiting.get().message(), waiting.get().askAgain());
        }
        return status.succeeded()
                ? Outcome.settled()
                : Outcome.waiting(status.whyNotReady().orElse("The cluster becomes healthy."), UNHEALTHY_POLL);
    }

    /// The last status goes out with the row's end, so that whoever watches sees it before `not_found`.
    private Outcome finish(ClusterPass pass, Seen seen) {
        var cluster = pass.cluster();
        var now = now();
        pass.observe(engine);
        database.useTransaction(tx -> {
            if (clusters.markGone(tx, cluster, cluster.status().gone(now), now)) {
                kubeconfigs.forget(tx, cluster.id());
                times.end(tx, cluster, now);
                keepBackups(tx, pass, seen);
                ClusterChanges.announce(tx, cluster);
            }
        });
        log.atInfo()
                .addKeyValue("cluster", cluster.id())
                .addKeyValue("name", cluster.name())
                .log("cluster is gone");
        return Outcome.settled();
    }

    private Outcome removeOrphan(ClusterId id) {
        var workers = engine.removeWorkers(id);
        return outcome(workers instanceof StepResult.Done ? engine.removeControlPlane(id) : workers);
    }

    private static Outcome outcome(StepResult result) {
        return switch (result) {
            case StepResult.Done() -> Outcome.settled();
            case StepResult.Waiting waiting -> Outcome.waiting(waiting.message(), waiting.askAgain());
            case StepResult.Failed failed -> Outcome.failed(ClusterPass.failure(failed));
        };
    }

    /// As exact as the database keeps it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public List<ClusterId> liveKeys(Handle tx, Optional<ClusterId> after, int limit) {
        return clusters.liveIds(tx, engine.name(), after, limit);
    }
}
