package io.bergwerk.engine.local;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ApiEndpoint;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.ClusterNode;
import io.bergwerk.engine.ClusterObservation;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.Fact.Status;
import io.bergwerk.engine.KubeconfigCredentials;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.Workload;
import io.bergwerk.engine.local.controlplane.ControlPlane;
import io.bergwerk.engine.local.controlplane.Phase;
import io.bergwerk.engine.local.inside.Kubeconfigs;
import io.bergwerk.engine.local.inside.SystemObjects;
import io.bergwerk.engine.local.workers.ControlPlaneAccess;
import io.bergwerk.engine.local.workers.Workers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One cluster of this engine: its control plane, what is kept inside it, and its workers' view of it.
final class LocalCluster {
    private static final Logger log = LoggerFactory.getLogger(LocalCluster.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final Duration REMOVAL_PATIENCE = Duration.ofSeconds(15);
    private static final Duration REAPPLY_AFTER = Duration.ofMinutes(10);

    private final ClusterId id;
    private final ControlPlane controlPlane;
    private final Workers workers;
    private final InstantSource clock;
    private final Kubeconfigs kubeconfigs;
    private final BackupSchedule backups;
    private volatile Instant appliedAt = Instant.MIN;
    private final AtomicReference<@Nullable Instant> removalBegan = new AtomicReference<>();
    private volatile boolean lookedAfter;

    LocalCluster(ControlPlane controlPlane, Workers workers, InstantSource clock) {
        this.id = controlPlane.directory().id();
        this.controlPlane = controlPlane;
        this.workers = workers;
        this.clock = clock;
        this.kubeconfigs = new Kubeconfigs(clock);
        this.backups = new BackupSchedule(controlPlane, clock);
    }

    ControlPlane controlPlane() {
        return controlPlane;
    }

    /// What the workers need; empty while the control plane does not answer.
    Optional<ControlPlaneAccess> access() {
        if (!controlPlane.phase().apiAnswers()) {
            return Optional.empty();
        }
        var directory = controlPlane.directory();
        var version = KubernetesVersion.parse(controlPlane.state().version());
        return controlPlane
                .running()
                .map(it -> new ControlPlaneAccess(
                        id, version, it.client().server(), it.pki(), directory.root(), directory.egressSocket()));
    }

    StepResult ensureWorkers(ClusterOrder order) {
        // A node must not be newer than its API server.
        return access().filter(it -> it.version().equals(order.version()))
                .map(it -> workers.ensure(order, it))
                .orElseGet(this::notRunning);
    }

    /// The order, with the version that runs instead of the one that is ordered.
    ClusterOrder asItRuns(ClusterOrder order) {
        return new ClusterOrder(
                order.id(),
                order.project(),
                order.name(),
                KubernetesVersion.parse(controlPlane.state().version()),
                order.region(),
                order.partition(),
                order.apiDnsNames(),
                order.workerGroups());
    }

    /// Takes the last backup, with everything still in it, then the workers.
    StepResult beginRemoval() {
        if (!controlPlane.state().removing()) {
            if (controlPlane.phase() == Phase.RUNNING) {
                backups.take(Occasion.DELETION);
            }
            controlPlane.markRemoving();
        }
        removalBegan.compareAndSet(null, clock.instant());
        var result = workers.remove(id, access());
        if (result instanceof StepResult.Done || !removalIsStuck()) {
            return result;
        }
        log.atWarn()
                .addKeyValue("cluster", id)
                .log("nodes cannot be taken away one by one, they go with the datastore");
        return workers.remove(id, Optional.empty());
    }

    /// A user's webhook or finalizer may be in the way of every deletion inside the cluster, but not of the
    /// cluster's.
    private boolean removalIsStuck() {
        var began = removalBegan.get();
        return began != null && !clock.instant().isBefore(began.plus(REMOVAL_PATIENCE));
    }

    StepResult ensureRestored(RestoreOrder order) {
        if (controlPlane.state().removing()) {
            return StepResult.failed("Removing", "The cluster is being removed.", "");
        }
        var result = controlPlane.ensureRestored(order);
        if (!(result instanceof StepResult.Done)) {
            kubeconfigs.forget();
            appliedAt = Instant.MIN;
        }
        return result;
    }

    List<ClusterBackup> backups() {
        return controlPlane.backups();
    }

    /// Takes the backup that is due, if one is.
    void backUpIfDue() {
        if (controlPlane.phase() == Phase.RUNNING) {
            backups.takeIfDue(birth());
        }
    }

    private Instant birth() {
        return controlPlane.running().map(it -> it.pki().madeAt()).orElseGet(clock::instant);
    }

    StepResult ensureSystemComponents() {
        var running = controlPlane.running();
        if (!controlPlane.phase().apiAnswers() || running.isEmpty()) {
            return notRunning();
        }
        if (clock.instant().isBefore(appliedAt.plus(REAPPLY_AFTER))) {
            return StepResult.done();
        }
        try {
            SystemObjects.apply(running.get().client());
            controlPlane.rememberSystemObjects(SystemObjects.REVISION);
            appliedAt = clock.instant();
            return StepResult.done();
        } catch (IOException e) {
            var message = "The cluster's roles and bindings could not be written.";
            return StepResult.failed("SystemComponents", message, String.valueOf(e.getMessage()));
        }
    }

    private StepResult notRunning() {
        var fact = controlPlane.facts().apiServer();
        return StepResult.waiting(fact.reason(), fact.message(), ASK_AGAIN);
    }

    Map<String, Integer> machines() {
        return workers.machines(id);
    }

    List<ClusterNode> nodes() {
        return workers.nodes(id);
    }

    Optional<Workload> workload() {
        return workers.workload(id);
    }

    ClusterObservation observe() {
        var facts = controlPlane.facts();
        return new ClusterObservation(
                facts.apiServer(),
                facts.controlPlane(),
                workers.observe(id),
                systemComponents(),
                observability(),
                endpoint());
    }

    private Fact systemComponents() {
        return controlPlane.state().systemObjects().equals(SystemObjects.REVISION)
                ? new Fact(Status.TRUE, "Applied", "The cluster's roles and bindings are in place.")
                : new Fact(Status.PROGRESSING, "Applying", "The cluster's roles and bindings are being written.");
    }

    private Fact observability() {
        return controlPlane.phase() == Phase.RUNNING
                ? backups.fact(birth())
                : new Fact(Status.PROGRESSING, "Starting", "Metrics can be read once the control plane runs.");
    }

    private Optional<ApiEndpoint> endpoint() {
        if (!controlPlane.state().wasReady()) {
            return Optional.empty();
        }
        return controlPlane
                .running()
                .map(it -> new ApiEndpoint(it.client().server(), it.pki().ca().certificatePem()));
    }

    KubeconfigCredentials issue(KubeconfigOrder order) {
        var running = controlPlane.running();
        if (!controlPlane.phase().apiAnswers() || running.isEmpty()) {
            throw ApiException.failedPrecondition("The cluster's control plane does not run yet.");
        }
        return kubeconfigs.issue(running.get().client(), running.get().pki().ca(), order);
    }

    void revoke(UUID kubeconfig) {
        var running = controlPlane.running();
        try {
            if (running.isPresent() && controlPlane.phase() == Phase.RUNNING) {
                kubeconfigs.revoke(running.get().client(), kubeconfig);
            } else {
                controlPlane.revoke(kubeconfig);
            }
        } catch (IOException e) {
            revokeInDatastore(kubeconfig, e);
        }
    }

    /// Past the API server, and so past webhooks of the cluster's user that let nothing through.
    private void revokeInDatastore(UUID kubeconfig, IOException refusal) {
        try {
            controlPlane.revoke(kubeconfig);
            kubeconfigs.forget();
            log.atInfo().addKeyValue("cluster", id).setCause(refusal).log("kubeconfig revoked in the datastore");
        } catch (IOException e) {
            e.addSuppressed(refusal);
            throw ApiException.unavailable("The cluster's API server does not answer; try again later.")
                    .withCause(e);
        }
    }

    /// Looks after the cluster; a second call while one is under way does nothing.
    void lookAfter() {
        if (lookedAfter) {
            return;
        }
        lookedAfter = true;
        try {
            controlPlane.lookAfter();
        } finally {
            lookedAfter = false;
        }
    }

    /// Chores that need no hurry: expired kubeconfigs lose their bindings, certificates are renewed.
    void tidy() {
        var running = controlPlane.running();
        if (controlPlane.phase() != Phase.RUNNING || running.isEmpty()) {
            return;
        }
        try {
            kubeconfigs.dropExpired(running.get().client());
            if (controlPlane.renewCertificates()) {
                access().ifPresent(workers::attach);
            }
        } catch (IOException e) {
            log.atInfo().addKeyValue("cluster", id).setCause(e).log("expired kubeconfigs are dropped at the next turn");
        }
    }
}
