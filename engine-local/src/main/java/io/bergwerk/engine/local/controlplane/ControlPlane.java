package io.bergwerk.engine.local.controlplane;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.local.pki.DamagedPkiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    private final Machinery machinery;
    private final Memory memory;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Phase phase = Phase.STOPPED;
    private volatile @Nullable UpgradeRecord upgrading;
    private volatile StepResult.@Nullable Failed failure;
    private volatile Instant retryAt = Instant.EPOCH;

    /// @param changed told whenever the cluster is worth another look
    public ControlPlane(
            ClusterDirectory directory, ClusterState state, ControlPlaneContext context, Consumer<ClusterId> changed) {
        this.directory = directory;
        this.memory = new Memory(directory, state);
        this.context = context;
        this.changed = changed;
        this.components = new Components(directory, context.supervision(), this::died);
        this.machinery = new Machinery(directory, context, components, connection);
    }

    /// Starts towards the order if that is not under way or done; never waits for it.
    public StepResult ensure(KubernetesVersion version, List<String> apiDnsNames) {
        lock.lock();
        try {
            var failed = failure;
            if (phase == Phase.FAILED && failed != null && now().isBefore(retryAt)) {
                return failed;
            }
            if (background.isBusy()) {
                return waiting();
            }
            if (phase == Phase.RUNNING && !state().version().equals(version.toString())) {
                return upgrade(version, apiDnsNames);
            }
            if (phase == Phase.RUNNING && state().apiDnsNames().equals(apiDnsNames)) {
                directory.upgrade().remove();
                return progressOfRunning();
            }
            // What has data may not begin in another version than it had.
            var keepsVersion = state().wasReady() || directory.restore().read().isPresent();
            memory.change(it -> keepsVersion ? it.named(apiDnsNames) : it.ordered(version.toString(), apiDnsNames));
            begin();
            return waiting();
        } finally {
            lock.unlock();
        }
    }

    /// Brings the cluster back to where it was, or was on its way to, when an earlier server ended.
    public void resume() {
        lock.lock();
        try {
            if (!state().removing() && !background.isBusy()) {
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
        var fact = facts().controlPlane();
        return fact.isTrue()
                ? StepResult.waiting("Preparing", "A change of the control plane is being prepared.", ASK_AGAIN)
                : StepResult.waiting(fact.reason(), fact.message(), ASK_AGAIN);
    }

    private StepResult upgrade(KubernetesVersion to, List<String> apiDnsNames) {
        var standing = UpgradeRecord.standing(directory, KubernetesVersion.parse(state().version()), to, now());
        if (standing.isPresent()) {
            return standing.get();
        }
        memory.change(it -> it.named(apiDnsNames));
        failure = null;
        background.begin("upgrade-" + directory.id(), () -> attempt(() -> upgrade(to)));
        return StepResult.waiting(
                "PreparingUpgrade", "The upgrade to Kubernetes %s is being prepared.".formatted(to), ASK_AGAIN);
    }

    /// Brings the datastore back to a backup if that was not done before; never waits for it.
    public StepResult ensureRestored(RestoreOrder order) {
        lock.lock();
        try {
            var known = directory
                    .restore()
                    .read()
                    .filter(it -> it.id().equals(order.id().toString()));
            if (known.filter(it -> it.stage() == RestoreRecord.Stage.FAILED).isPresent()) {
                return StepResult.failed("RestoreFailed", known.get().message(), "");
            }
            if (background.isBusy()) {
                return waiting();
            }
            if (known.isPresent() && !known.get().isPending()) {
                return phase == Phase.RUNNING ? progressOfRunning() : waiting();
            }
            if (machinery.backups().find(order.backup()).isEmpty()) {
                return StepResult.failed("NoSuchBackup", "The cluster has no such backup any more.", "");
            }
            var stage = known.map(RestoreRecord::stage).orElse(RestoreRecord.Stage.ORDERED);
            directory.restore().write(RestoreRecord.ordered(order).at(stage));
            begin();
            return waiting();
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        failure = null;
        phase = Phase.WAITING_ITS_TURN;
        background.begin("start-" + directory.id(), () -> attempt(this::start));
    }

    /// What may not work.
    private interface Work {
        void run() throws StartFailure, IOException, InterruptedException;
    }

    private void attempt(Work work) {
        try {
            work.run();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (StartFailure e) {
            fail(e);
        } catch (IOException | UncheckedIOException | IllegalStateException | DamagedPkiException e) {
            fail(StartFailure.of(e));
        }
    }

    private void start() throws StartFailure, IOException, InterruptedException {
        var needsPermit = !components.areThere();
        if (needsPermit) {
            context.coldStarts().acquire();
        }
        try {
            bringUp();
        } finally {
            if (needsPermit) {
                context.coldStarts().release();
            }
        }
    }

    private void bringUp() throws StartFailure, IOException {
        advance(Phase.PREPARING);
        var ports = PortSettlement.settle(context.slots(), directory, state());
        memory.change(it -> it.withSlot(ports.slot()));
        var restore = directory.restore().read().filter(RestoreRecord::isPending);
        var upgrade = directory.upgrade().read().filter(it -> it.stage() == UpgradeRecord.Stage.RUNNING);
        if (restore.isPresent()) {
            advance(Phase.RESTORING);
            memory.change(it -> it.withSystemObjects(""));
            new Restore(machinery).run(state(), restore.get());
            finish();
        } else if (upgrade.isPresent()) {
            carryOut(upgrade.get(), this::advance);
        } else {
            machinery.bringUp(state(), state().version(), this::advance);
            machinery.letIn(state());
            finish();
        }
    }

    private void upgrade(KubernetesVersion to) throws StartFailure, IOException {
        var running = connection.running();
        if (running.isEmpty()) {
            return;
        }
        var record = new Upgrade(machinery).begin(state(), to, running.get().client());
        if (record.stage() == UpgradeRecord.Stage.RUNNING) {
            upgrading = record;
            changed.accept(directory.id());
            carryOut(record, _ -> {});
        }
        changed.accept(directory.id());
    }

    private void carryOut(UpgradeRecord record, Consumer<Phase> progress) throws StartFailure, IOException {
        var upgrade = new Upgrade(machinery);
        try {
            upgrade.carryOut(state(), record, progress);
            memory.keep(it -> it.ordered(record.to(), it.apiDnsNames()));
            directory.upgrade().remove();
        } catch (StartFailure | IOException e) {
            if (background.isCancelled()) {
                throw e;
            }
            upgrade.goBack(state(), record, e, this::advance);
        } finally {
            upgrading = null;
        }
        finish();
    }

    private void advance(Phase next) {
        enter(next);
        if (next == Phase.PREPARING) {
            memory.keep(it -> it);
        }
        if (next == Phase.SETTLING) {
            memory.remember(ClusterState::ready);
        }
        changed.accept(directory.id());
    }

    private void enter(Phase next) {
        phase = next;
        log.info("control plane of cluster {}: {}", directory.id(), next.reason());
    }

    private void finish() {
        memory.remember(ClusterState::ready);
        health.allHealthy();
        advance(Phase.RUNNING);
        machinery.trySettleRevocations(state());
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
        machinery.trySettleRevocations(state());
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
            return connection.running().isPresent() && connection.renew(machinery.pki(state()));
        } finally {
            lock.unlock();
        }
    }

    public List<ClusterBackup> backups() {
        return machinery.backups().list();
    }

    /// Copies the datastore into the backups. Blocks for a second or so.
    ///
    /// @throws IOException if the datastore does not answer, or there is no good copy
    public void backUp(Occasion occasion) throws IOException {
        machinery.backUp(state(), occasion);
    }

    /// Revokes a kubeconfig past the API server: at once if the datastore runs, else before it is let run
    /// again.
    ///
    /// @throws IOException if the datastore does not answer
    public void revoke(UUID kubeconfig) throws IOException {
        machinery.rememberRevoked(kubeconfig);
        if (phase == Phase.RUNNING) {
            machinery.settleRevocations(state());
        }
    }

    /// Remembers that the cluster is to go, so that no later server starts it again.
    public void markRemoving() {
        memory.remember(ClusterState::inRemoval);
    }

    /// Remembers which of the engine's objects the cluster has.
    public void rememberSystemObjects(String revision) {
        memory.remember(it -> it.withSystemObjects(revision));
    }

    /// Leaves all processes running without watching them any more.
    public void letGo() {
        background.cancel();
        components.letGo();
        connection.close();
        phase = Phase.STOPPED;
    }

    /// Metrics of all components in Prometheus text form; of those that answer. Empty if the cluster does not
    /// run.
    public Optional<String> metrics() {
        return running().filter(_ -> phase == Phase.RUNNING).map(it -> ComponentMetrics.read(it.client(), it.ports()));
    }

    public ControlPlaneFacts facts() {
        var facts = ControlPlaneFacts.of(phase, failure, components.states(), health);
        var under = upgrading;
        return under == null ? facts : facts.whileUpgrading(under);
    }

    public Phase phase() {
        return phase;
    }

    public ClusterState state() {
        return memory.state();
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
