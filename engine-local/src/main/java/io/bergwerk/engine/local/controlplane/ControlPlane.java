package io.bergwerk.engine.local.controlplane;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.local.pki.ClusterNames;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.engine.local.pki.DamagedPkiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control plane of one cluster on this host. Safe for use by many threads.
public final class ControlPlane {
    private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(15);

    private final ClusterDirectory directory;
    private final ControlPlaneContext context;
    private final Consumer<ClusterId> changed;
    private final Components components;
    private final Health health = new Health();
    private final Connection connection = new Connection();
    private final Background background = new Background();
    private final Care care = new Care(health, connection, () -> phase() == Phase.RUNNING);
    private final ReentrantLock lock = new ReentrantLock();

    private volatile ClusterState state;
    private volatile Phase phase = Phase.STOPPED;
    private volatile StepResult.@Nullable Failed failure;
    private volatile Instant retryAt = Instant.EPOCH;

    /// @param changed told whenever the cluster is worth another look
    public ControlPlane(
            ClusterDirectory directory, ClusterState state, ControlPlaneContext context, Consumer<ClusterId> changed) {
        this.directory = directory;
        this.state = state;
        this.context = context;
        this.changed = changed;
        this.components = new Components(directory, context.supervision(), this::died);
    }

    /// Starts towards the order if that is not under way or done; never waits for it.
    public StepResult ensure(KubernetesVersion version, List<String> apiDnsNames) {
        lock.lock();
        try {
            var ordered = state.ordered(version.toString(), apiDnsNames);
            var failed = failure;
            if (phase == Phase.FAILED && failed != null && now().isBefore(retryAt)) {
                return failed;
            }
            if (phase == Phase.RUNNING && ordered.equals(state)) {
                return progressOfRunning();
            }
            if (!phase.isStarting()) {
                state = ordered;
                begin();
            }
            return waiting();
        } finally {
            lock.unlock();
        }
    }

    /// Brings the cluster back to where it was when an earlier server ended.
    public void resume() {
        lock.lock();
        try {
            if (!state.removing() && !phase.isStarting()) {
                begin();
            }
        } finally {
            lock.unlock();
        }
    }

    private StepResult progressOfRunning() {
        var facts = facts();
        if (facts.apiServer().isTrue()) {
            return StepResult.done();
        }
        return StepResult.waiting(facts.apiServer().reason(), facts.apiServer().message(), ASK_AGAIN);
    }

    private StepResult waiting() {
        return StepResult.waiting(phase.reason(), phase.message(), ASK_AGAIN);
    }

    private void begin() {
        failure = null;
        phase = Phase.WAITING_ITS_TURN;
        background.begin("start-" + directory.id(), this::start);
    }

    private void start() {
        var needsPermit = !components.areThere();
        var hasPermit = false;
        try {
            if (needsPermit) {
                context.coldStarts().acquire();
                hasPermit = true;
            }
            bringUp();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (StartFailure e) {
            fail(e);
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            fail(new StartFailure("StartFailed", Phase.FAILED.message(), String.valueOf(e.getMessage()), e));
        } catch (DamagedPkiException e) {
            fail(new StartFailure(
                    "CertificatesDamaged",
                    "The cluster's certificate authority is damaged; an operator must restore it.",
                    String.valueOf(e.getMessage()),
                    e));
        } finally {
            if (hasPermit) {
                context.coldStarts().release();
            }
        }
    }

    private void bringUp() throws StartFailure, IOException {
        advance(Phase.PREPARING);
        var ports = PortSettlement.settle(context.slots(), directory, state);
        state = state.withSlot(ports.slot());
        var binaries = context.binaries()
                .apply(KubernetesVersion.parse(state.version()))
                .orElseThrow(() -> new StartFailure(
                        "BinariesMissing", "Kubernetes " + state.version() + " is not ready on this host.", "", null));
        var pki = pki();
        new ConfigurationFiles(directory, context.keyRandom()).ensure(ports);
        var client = connection.open(pki, ports);
        var specs = new ComponentSpecs(directory, binaries, ports);
        new StartSequence(components, specs, pki, ports, client, this::advance).run();
        finish();
    }

    private ClusterPki pki() {
        var names = new ClusterNames(
                directory.id().toString(), state.apiDnsNames(), List.of(Network.FIRST_SERVICE, Network.ADVERTISED));
        return ClusterPki.ensure(directory.pki(), names, context.supervision().clock(), context.keyRandom());
    }

    private void advance(Phase next) {
        enter(next);
        if (next == Phase.PREPARING) {
            state.write(directory);
        }
        if (next == Phase.SETTLING && !state.wasReady()) {
            state = state.ready();
            state.write(directory);
        }
        changed.accept(directory.id());
    }

    private void enter(Phase next) {
        phase = next;
        log.info("control plane of cluster {}: {}", directory.id(), next.reason());
    }

    private void finish() {
        health.allHealthy();
        advance(Phase.RUNNING);
    }

    private void fail(StartFailure failed) {
        if (background.isCancelled()) {
            return;
        }
        log.atWarn()
                .addKeyValue("cluster", directory.id())
                .setCause(failed)
                .log("control plane did not start, everything of it is stopped");
        components.stop();
        failure = failed.asResult();
        retryAt = now().plus(RETRY);
        advance(Phase.FAILED);
    }

    private void died(Component component) {
        health.died(component);
        if (phase != Phase.RUNNING) {
            return;
        }
        changed.accept(directory.id());
        if (care.awaitRecovery(component)) {
            changed.accept(directory.id());
        }
    }

    /// Looks after a running control plane: asks every component how it is and keeps logs in bounds.
    public void lookAfter() {
        components.rotateLogs();
        if (phase != Phase.RUNNING) {
            return;
        }
        var before = facts();
        care.visit(components);
        if (!before.equals(facts())) {
            changed.accept(directory.id());
        }
    }

    /// Ends all processes and anything under way. Blocks; the data stays.
    ///
    /// @return whether nothing runs any more
    public boolean stop() {
        background.cancel();
        enter(Phase.STOPPING);
        var stopped = components.stop();
        connection.close();
        enter(Phase.STOPPED);
        return stopped;
    }

    /// Makes the leaves that are two thirds through their life anew; the components read them by themselves.
    ///
    /// @return whether the engine's own certificate is another one now
    public boolean renewCertificates() {
        lock.lock();
        try {
            return connection.running().isPresent() && connection.renew(pki());
        } finally {
            lock.unlock();
        }
    }

    /// Remembers that the cluster is to go, so that no later server starts it again.
    public void markRemoving() {
        lock.lock();
        try {
            if (!state.removing() && Files.exists(directory.root())) {
                state = state.inRemoval();
                state.write(directory);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Remembers which of the engine's objects the cluster has.
    public void rememberSystemObjects(String revision) {
        lock.lock();
        try {
            if (!state.systemObjects().equals(revision)) {
                state = state.withSystemObjects(revision);
                state.write(directory);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Leaves all processes running without watching them any more.
    public void letGo() {
        background.cancel();
        components.letGo();
        connection.close();
        phase = Phase.STOPPED;
    }

    /// Metrics of all components in Prometheus text form; of those that answer. Empty if the cluster does not run.
    public Optional<String> metrics() {
        return running().filter(_ -> phase == Phase.RUNNING).map(it -> ComponentMetrics.read(it.client(), it.ports()));
    }

    public ControlPlaneFacts facts() {
        return ControlPlaneFacts.of(phase, failure, components.states(), health);
    }

    public Phase phase() {
        return phase;
    }

    public ClusterState state() {
        return state;
    }

    public ClusterDirectory directory() {
        return directory;
    }

    /// Empty until the API server was told to start.
    public Optional<Running> running() {
        return connection.running();
    }

    private Instant now() {
        return context.supervision().clock().instant();
    }
}
