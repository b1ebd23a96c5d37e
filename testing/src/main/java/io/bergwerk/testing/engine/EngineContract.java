package io.bergwerk.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.ApiEndpoint;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.ClusterNode;
import io.bergwerk.engine.ClusterObservation;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.VersionAvailability;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every cluster engine must do. An engine's own module subclasses this over its real machinery.
///
/// One test instance asks for one engine; [#restartedEngine()] then stands for the server's next start on the
/// same host. The subclass closes what it made.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
public abstract class EngineContract {
    /// No call may block for longer: what takes longer is an answer that it waits.
    private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

    private final Semaphore changes = new Semaphore(0);
    private final Set<ClusterId> changed = ConcurrentHashMap.newKeySet();

    /// The engine under test, the same one for the whole test, until it is restarted.
    protected abstract ClusterEngine engine();

    /// Closes the engine and starts another on the same machinery, as a server's restart does.
    protected abstract ClusterEngine restartedEngine();

    /// An order that this engine can fulfil: one group `group-0` of two nodes.
    protected abstract ClusterOrder order(ClusterId id, String name);

    /// How long a cluster may take to come up or go away on the slowest machine.
    protected Duration patience() {
        return Duration.ofMinutes(3);
    }

    @AfterEach
    void removeWhatIsLeft() {
        engine().clusters().forEach(this::remove);
    }

    @Test
    void aClusterThatWasNeverMadeIsNotThere() {
        var stranger = newId();

        assertThat(engine().observe(stranger).endpoint()).isEmpty();
        assertThat(engine().observe(stranger).isHealthy()).isFalse();
        assertThat(engine().metrics(stranger)).isEmpty();
        assertThat(engine().clusters()).doesNotContain(stranger);
    }

    @Test
    void removingWhatWasNeverMadeIsDone() {
        var stranger = newId();

        assertThat(engine().removeWorkers(stranger)).isInstanceOf(StepResult.Done.class);
        assertThat(engine().removeControlPlane(stranger)).isInstanceOf(StepResult.Done.class);
        engine().revokeKubeconfig(stranger, UUID.randomUUID());
    }

    @Test
    void noKubeconfigWithoutAControlPlane() {
        assertThatThrownBy(() -> engine().issueKubeconfig(newId(), kubeconfig(KubeconfigRole.ADMIN)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
    }

    @Test
    void aClusterComesUpIsFoundAgainAndLeavesNothing() {
        var order = newOrder("alpha");
        listen(engine());

        create(order);

        var seen = observeHealthy(order.id());
        assertThat(changed).as("clusters that the listener was told of").contains(order.id());
        assertThat(engine().clusters()).contains(order.id());
        assertThat(engine().metrics(order.id()))
                .hasValueSatisfying(text -> assertThat(text).isNotBlank());

        askAgainChangesNothing(order, seen.endpoint().orElseThrow());
        aRestartFindsIt(order, seen.endpoint().orElseThrow());

        remove(order.id());

        assertThat(engine().clusters()).doesNotContain(order.id());
        assertThat(engine().observe(order.id()).isHealthy()).isFalse();
        assertThat(remaining(order.id())).isEmpty();
    }

    private void askAgainChangesNothing(ClusterOrder order, ApiEndpoint endpoint) {
        assertThat(ask(() -> engine().ensureControlPlane(order))).isInstanceOf(StepResult.Done.class);
        assertThat(ask(() -> engine().ensureWorkers(order))).isInstanceOf(StepResult.Done.class);
        assertThat(ask(() -> engine().ensureSystemComponents(order))).isInstanceOf(StepResult.Done.class);
        assertThat(observeHealthy(order.id()).endpoint()).hasValue(endpoint);
    }

    private void aRestartFindsIt(ClusterOrder order, ApiEndpoint endpoint) {
        var next = restartedEngine();
        listen(next);

        assertThat(next.clusters()).contains(order.id());
        create(order);
        assertThat(observeHealthy(order.id()).endpoint()).hasValue(endpoint);
    }

    @Test
    void aClusterIsRemovedWhileItIsStillComingUp() {
        var order = newOrder("halfway");
        listen(engine());
        until(() -> available(order));
        ask(() -> engine().ensureControlPlane(order));

        remove(order.id());

        assertThat(engine().clusters()).doesNotContain(order.id());
        assertThat(remaining(order.id())).isEmpty();
    }

    @Test
    void aKubeconfigIsAsOrderedAndGoesAlone() throws Exception {
        var order = newOrder("keys");
        listen(engine());
        create(order);
        var admin = kubeconfig(KubeconfigRole.ADMIN);
        var viewer = kubeconfig(KubeconfigRole.VIEWER);

        var issued = ask(() -> engine().issueKubeconfig(order.id(), admin));
        var again = ask(() -> engine().issueKubeconfig(order.id(), admin));
        ask(() -> engine().issueKubeconfig(order.id(), viewer));

        Certificates.requireClientCertificate(issued, admin);
        Certificates.requireClientCertificate(again, admin);
        assertThat(bindings(order.id())).containsExactlyInAnyOrder(admin.id(), viewer.id());

        engine().revokeKubeconfig(order.id(), admin.id());
        engine().revokeKubeconfig(order.id(), admin.id());

        assertThat(bindings(order.id())).containsExactly(viewer.id());
    }

    @Test
    void aRemovedClusterComesBackAndIsRestored() {
        var order = newOrder("again");
        listen(engine());
        create(order);
        var endpoint = observeHealthy(order.id()).endpoint().orElseThrow();
        var kept = kubeconfig(KubeconfigRole.ADMIN);
        var revoked = kubeconfig(KubeconfigRole.VIEWER);
        ask(() -> engine().issueKubeconfig(order.id(), kept));
        ask(() -> engine().issueKubeconfig(order.id(), revoked));

        remove(order.id());
        var last = ask(() -> engine().backups(order.id())).getFirst();
        assertThat(last.occasion()).isEqualTo(ClusterBackup.Occasion.DELETION);

        until(() -> engine().ensureUndeleted(order.id(), List.of(kept)));
        until(() -> engine().ensureUndeleted(order.id(), List.of(kept)));
        create(order);
        assertThat(observeHealthy(order.id()).endpoint()).hasValue(endpoint);
        assertThat(bindings(order.id())).containsExactly(kept.id());

        restoresOnce(order, last, kept);
    }

    private void restoresOnce(ClusterOrder order, ClusterBackup backup, KubeconfigOrder kept) {
        var added = kubeconfig(KubeconfigRole.VIEWER);
        var late = kubeconfig(KubeconfigRole.VIEWER);
        var restore = new RestoreOrder(UUID.randomUUID(), backup.id(), List.of(kept, added));

        until(() -> engine().ensureRestored(order.id(), restore));
        create(order);
        assertThat(bindings(order.id())).containsExactlyInAnyOrder(kept.id(), added.id());

        ask(() -> engine().issueKubeconfig(order.id(), late));
        until(() -> engine().ensureRestored(order.id(), restore));
        assertThat(bindings(order.id())).containsExactlyInAnyOrder(kept.id(), added.id(), late.id());
    }

    @Test
    void nothingComesBackOfAClusterThatWasNeverMade() {
        var restore = new RestoreOrder(UUID.randomUUID(), UUID.randomUUID(), List.of());

        assertThat(engine().backups(newId())).isEmpty();
        assertThat(engine().ensureUndeleted(newId(), List.of())).isInstanceOf(StepResult.Failed.class);
        assertThat(engine().ensureRestored(newId(), restore)).isInstanceOf(StepResult.Failed.class);
    }

    @Test
    void workersFollowTheOrder() {
        var order = newOrder("scaled");
        listen(engine());
        create(order);

        create(withNodes(order, 3));
        assertThat(nodes(order.id())).isEqualTo(3);

        create(withNodes(order, 1));
        assertThat(nodes(order.id())).isEqualTo(1);
    }

    /// The engine chooses the number within the bounds, and changes nothing that fits them.
    @Test
    void aNumberOfNodesWithinTheBoundsStays() {
        var order = newOrder("bounds");
        listen(engine());
        create(order);

        create(withBounds(order, 1, 4));
        assertThat(nodes(order.id())).isEqualTo(2);

        create(withBounds(order, 3, 4));
        assertThat(nodes(order.id())).isEqualTo(3);

        create(withBounds(order, 1, 4));
        assertThat(nodes(order.id())).isEqualTo(3);
        var group = order.workerGroups().getFirst().name();
        assertThat(engine().machines(order.id())).isEqualTo(Map.of(group, 3));
        assertThat(engine().machines(newId())).isEmpty();
        assertThat(engine().nodes(order.id()))
                .hasSize(3)
                .isSortedAccordingTo(Comparator.comparing(ClusterNode::name))
                .allSatisfy(node -> {
                    assertThat(node.id()).isNotEmpty();
                    assertThat(node.group()).isEqualTo(group);
                    assertThat(node.ready()).isTrue();
                });
        assertThat(engine().nodes(newId())).isEmpty();
    }

    /// What of a removed cluster is still there (processes, files outside of the trash, ports), in words;
    /// empty if nothing.
    protected abstract List<String> remaining(ClusterId cluster);

    /// The kubeconfigs that have rights in the cluster, read from the cluster itself.
    protected abstract Set<UUID> bindings(ClusterId cluster);

    /// Ready nodes, read from the cluster itself.
    protected abstract int nodes(ClusterId cluster);

    /// Brings a cluster up as the platform does.
    protected final void create(ClusterOrder order) {
        until(() -> available(order));
        until(() -> engine().ensureControlPlane(order));
        until(() -> engine().ensureSystemComponents(order));
        until(() -> engine().ensureWorkers(order));
    }

    /// Takes a cluster away as the platform does.
    protected final void remove(ClusterId cluster) {
        until(() -> engine().removeWorkers(cluster));
        until(() -> engine().removeControlPlane(cluster));
    }

    private StepResult available(ClusterOrder order) {
        return switch (engine().availability(order.version())) {
            case VersionAvailability.Available() -> StepResult.done();
            case VersionAvailability.Preparing(int percent, String message) -> {
                assertThat(percent).isBetween(0, 99);
                yield StepResult.waiting("PreparingVersion", message, Duration.ofSeconds(1));
            }
            case VersionAvailability.Unavailable(String message) ->
                throw new AssertionError("Kubernetes %s: %s".formatted(order.version(), message));
        };
    }

    private ClusterObservation observeHealthy(ClusterId cluster) {
        until(() -> {
            var seen = engine().observe(cluster);
            return seen.isHealthy()
                    ? StepResult.done()
                    : StepResult.waiting("Unhealthy", seen + ".", Duration.ofSeconds(1));
        });
        var seen = engine().observe(cluster);
        assertThat(List.of(seen.apiServer(), seen.controlPlane(), seen.nodes(), seen.systemComponents()))
                .extracting(Fact::status)
                .containsOnly(Fact.Status.TRUE);
        return seen;
    }

    /// Asks until it is done, after the time that the answer names or as soon as the listener is called.
    private void until(Supplier<StepResult> step) {
        var end = System.nanoTime() + patience().toNanos();
        var result = ask(step);
        while (!(result instanceof StepResult.Done)) {
            assertThat(System.nanoTime())
                    .as("patience is over, last answer: %s", result)
                    .isLessThan(end);
            pause(result);
            result = ask(step);
        }
    }

    private void pause(StepResult result) {
        var askAgain =
                result instanceof StepResult.Waiting waiting ? checked(waiting).askAgain() : Duration.ofSeconds(1);
        try {
            if (changes.tryAcquire(askAgain.toMillis(), TimeUnit.MILLISECONDS)) {
                changes.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a cluster", e);
        }
    }

    private static StepResult.Waiting checked(StepResult.Waiting waiting) {
        assertThat(waiting.reason()).matches("[A-Z][A-Za-z0-9]*");
        assertThat(waiting.message()).endsWith(".");
        assertThat(waiting.askAgain()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));
        return waiting;
    }

    private static <T> T ask(Supplier<T> call) {
        return assertTimeout(CALL_LIMIT, call::get);
    }

    private void listen(ClusterEngine engine) {
        engine.onChange(cluster -> {
            changed.add(cluster);
            changes.release();
        });
    }

    private ClusterOrder newOrder(String name) {
        return order(newId(), name);
    }

    private static ClusterOrder withNodes(ClusterOrder order, int nodes) {
        return withBounds(order, nodes, nodes);
    }

    private static ClusterOrder withBounds(ClusterOrder order, int min, int max) {
        return order.withWorkerGroups(List.of(order.workerGroups().getFirst().withSize(min, max)));
    }

    private static ClusterId newId() {
        return new ClusterId(UUID.randomUUID());
    }

    private static KubeconfigOrder kubeconfig(KubeconfigRole role) {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new KubeconfigOrder(
                UUID.randomUUID(), "admin@local", role, now.minusSeconds(300), now.plusSeconds(3600));
    }
}
