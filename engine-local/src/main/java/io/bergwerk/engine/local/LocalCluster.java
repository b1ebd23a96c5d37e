package io.bergwerk.engine.local;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ApiEndpoint;
import io.bergwerk.engine.ClusterObservation;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.Fact.Status;
import io.bergwerk.engine.KubeconfigCredentials;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.StepResult;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One cluster of this engine: its control plane, what is kept inside it, and its workers' view of it.
final class LocalCluster {
    private static final Logger log = LoggerFactory.getLogger(LocalCluster.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final Duration REAPPLY_AFTER = Duration.ofMinutes(10);

    private final ClusterId id;
    private final ControlPlane controlPlane;
    private final Workers workers;
    private final InstantSource clock;
    private final Kubeconfigs kubeconfigs;
    private volatile Instant appliedAt = Instant.MIN;
    private volatile boolean lookedAfter;

    LocalCluster(ControlPlane controlPlane, Workers workers, InstantSource clock) {
        this.id = controlPlane.directory().id();
        this.controlPlane = controlPlane;
        this.workers = workers;
        this.clock = clock;
        this.kubeconfigs = new Kubeconfigs(clock);
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

    StepResult removeWorkers() {
        return workers.remove(id, access());
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
                ? new Fact(Status.TRUE, "MetricsReadable", "Metrics of the control plane can be read.")
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
        if (running.isEmpty()) {
            return;
        }
        try {
            kubeconfigs.revoke(running.get().client(), kubeconfig);
        } catch (IOException e) {
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
