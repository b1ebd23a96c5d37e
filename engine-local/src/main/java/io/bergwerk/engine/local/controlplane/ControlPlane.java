package io.bergwerk.engine.local.controlplane;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.pki.ClusterNames;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.engine.local.pki.DamagedPkiException;
import io.bergwerk.engine.local.ports.Ports;
import io.bergwerk.engine.local.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_STARTING_LIMIT = Duration.ofSeconds(20);

    private final ClusterDirectory directory;
    private final ControlPlaneContext context;
    private final Consumer<ClusterId> changed;
    private final Components components;
    private final Health health = new Health();
    private final ReentrantLock lock = new ReentrantLock();

    private volatile ClusterState state;
    private volatile Phase phase = Phase.STOPPED;
    private volatile @Nullable Running running;
    private volatile StepResult.@Nullable Failed failure;
    private volatile Instant retryAt = Instant.EPOCH;
    private volatile boolean cancelled;
    private @Nullable Thread starter;

    /// @param changed told whenever the cluster is worth another look
    public ControlPlane(
            ClusterDirectory directory, ClusterState state, ControlPlaneContext context, Consumer<ClusterId> changed) {
        this.directory = directory;
        this.state = state;
        this.context = context;
        this.changed = changed;
        this.components = new Components(directory, context.supervision(), this::died);
    }

    /// What is there once the API server answered.
    public record Running(ClusterPki pki, ApiClient client, Ports ports) {}

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
        cancelled = false;
        phase = Phase.WAITING_ITS_TURN;
        starter = Thread.ofVirtual().name("start-" + directory.id()).start(this::start);
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
        var ports = settlePorts();
        var binaries = context.binaries()
                .apply(KubernetesVersion.parse(state.version()))
                .orElseThrow(() -> new StartFailure(
                        "BinariesMissing", "Kubernetes " + state.version() + " is not ready on this host.", "", null));
        var pki = ClusterPki.ensure(
                directory.pki(), names(), context.supervision().clock(), context.keyRandom());
        new ConfigurationFiles(directory, context.keyRandom()).ensure(ports);
        var client = connect(pki, ports);
        var specs = new ComponentSpecs(directory, binaries, ports);
        new StartSequence(components, specs, pki, ports, client, this::advance).run();
        finish();
    }

    private ApiClient connect(ClusterPki pki, Ports ports) {
        var server = URI.create("https://127.0.0.1:" + ports.apiServer());
        var client = new ApiClient(server, pki.ca().certificate(), pki.engine());
        var before = running;
        running = new Running(pki, client, ports);
        if (before != null) {
            before.client().close();
        }
        return client;
    }

    private ClusterNames names() {
        return new ClusterNames(
                directory.id().toString(), state.apiDnsNames(), List.of(Network.FIRST_SERVICE, Network.ADVERTISED));
    }

    /// A port that a kubeconfig names never moves.
    private Ports settlePorts() throws StartFailure {
        var ports = context.slots().ports(state.slot());
        if (context.slots().keep(directory.root(), ports)) {
            return ports;
        }
        if (state.wasReady()) {
            throw new StartFailure(
                    "PortTaken",
                    "Port %d, which this cluster's kubeconfigs name, is in use by something else on the host."
                            .formatted(ports.apiServer()),
                    "",
                    null);
        }
        var other = context.slots()
                .claim(directory.root())
                .orElseThrow(() -> new StartFailure(
                        "NoPorts", "This host has no ports left for another control plane.", "", null));
        state = state.withSlot(other.slot());
        return other;
    }

    private void advance(Phase next) {
        phase = next;
        if (next == Phase.PREPARING) {
            state.write(directory);
        }
        changed.accept(directory.id());
    }

    private void finish() {
        if (!state.wasReady()) {
            state = state.ready();
            state.write(directory);
        }
        health.allHealthy();
        advance(Phase.RUNNING);
    }

    private void fail(StartFailure failed) {
        if (cancelled) {
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
        var recovered =
                Poll.until(RECOVERY_LIMIT, Duration.ofMillis(100), () -> phase != Phase.RUNNING || check(component));
        if (recovered) {
            changed.accept(directory.id());
        }
    }

    private boolean check(Component component) {
        var current = running;
        return current != null && health.check(component, current.client(), current.ports());
    }

    /// Looks after a running control plane: asks every component how it is and keeps logs in bounds.
    public void lookAfter() {
        components.rotateLogs();
        if (phase != Phase.RUNNING) {
            return;
        }
        var before = facts();
        for (var component : Component.values()) {
            if (!check(component) && health.hangs(component)) {
                components.of(component).restartHanging();
            }
        }
        if (!before.equals(facts())) {
            changed.accept(directory.id());
        }
    }

    /// Ends all processes and anything under way. Blocks; the data stays.
    ///
    /// @return whether nothing runs any more
    public boolean stop() {
        interruptStart();
        phase = Phase.STOPPING;
        var stopped = components.stop();
        disconnect();
        phase = Phase.STOPPED;
        return stopped;
    }

    /// Makes the leaves that are two thirds through their life anew; the components read them by themselves.
    ///
    /// @return whether the engine's own certificate is another one now
    public boolean renewCertificates() {
        lock.lock();
        try {
            var current = running;
            if (current == null) {
                return false;
            }
            var pki = ClusterPki.ensure(
                    directory.pki(), names(), context.supervision().clock(), context.keyRandom());
            if (pki.engine().certificate().equals(current.pki().engine().certificate())) {
                return false;
            }
            connect(pki, current.ports());
            return true;
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
        interruptStart();
        components.letGo();
        disconnect();
        phase = Phase.STOPPED;
    }

    private void interruptStart() {
        @Nullable Thread starting;
        lock.lock();
        try {
            cancelled = true;
            starting = starter;
            starter = null;
        } finally {
            lock.unlock();
        }
        if (starting == null) {
            return;
        }
        starting.interrupt();
        try {
            starting.join(STOP_STARTING_LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void disconnect() {
        var current = running;
        running = null;
        if (current != null) {
            current.client().close();
        }
    }

    /// Metrics of all components in Prometheus text form; of those that answer. Empty if the cluster does not run.
    public Optional<String> metrics() {
        var current = running;
        if (phase != Phase.RUNNING || current == null) {
            return Optional.empty();
        }
        return Optional.of(ComponentMetrics.read(current.client(), current.ports()));
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
        return Optional.ofNullable(running);
    }

    private Instant now() {
        return context.supervision().clock().instant();
    }
}
