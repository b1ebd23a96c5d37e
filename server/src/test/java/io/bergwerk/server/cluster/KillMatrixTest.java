package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.testing.engine.Mortality;
import io.bergwerk.testing.engine.ServerDied;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The server dies after every engine call and every commit of a create, an update, a maintenance, a restore, a delete
/// and an undeletion; the next server on the same database and world brings each to the same end, makes nothing twice
/// and
/// leaves nothing.
class KillMatrixTest {
    private static final List<String> TABLE = new ArrayList<>();
    /// A new group before the old one, and one node more in that.
    private static final ClusterChange LARGER = new ClusterChange(
            Optional.empty(),
            List.of(
                    new WorkerGroupChange(
                            "extra",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    new WorkerGroupChange(
                            "group-0",
                            Optional.empty(),
                            Optional.of(3),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())),
            Optional.empty());

    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    private final UUID serverId = UUID.randomUUID();

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfACreateIsHarmless() {
        var points = pointsOf(this::createUntilDeath);
        assertThat(points).as("fault points of a create").hasSizeGreaterThan(10);
        return everyPoint("create", points, this::createUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfADeleteIsHarmless() {
        var points = pointsOf(this::deleteUntilDeath);
        assertThat(points).as("fault points of a delete").hasSizeGreaterThan(10);
        return everyPoint("delete", points, this::deleteUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfAnUpdateIsHarmless() {
        var points = pointsOf(this::updateUntilDeath);
        assertThat(points)
                .as("fault points of an update")
                .contains("commit of UPDATE cluster", EngineCall.ENSURE_WORKERS.point());
        return everyPoint("update", points, this::updateUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfAMaintenanceIsHarmless() {
        var points = pointsOf(this::maintainUntilDeath);
        assertThat(points)
                .as("fault points of a maintenance")
                .contains("commit of UPDATE cluster", EngineCall.ENSURE_CONTROL_PLANE.point());
        return everyPoint("operate", points, this::maintainUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfARestoreIsHarmless() {
        var points = pointsOf(this::restoreUntilDeath);
        assertThat(points)
                .as("fault points of a restore")
                .contains("commit of UPDATE recovery", EngineCall.ENSURE_RESTORED.point());
        return everyPoint("restore", points, this::restoreUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfAnUndeletionIsHarmless() {
        var points = pointsOf(this::undeleteUntilDeath);
        assertThat(points)
                .as("fault points of an undeletion")
                .contains("commit of UPDATE recovery", EngineCall.ENSURE_UNDELETED.point());
        return everyPoint("undelete", points, this::undeleteUntilDeath);
    }

    @AfterAll
    static void printTheTable() {
        TABLE.forEach(line -> System.out.println("kill-matrix: " + line));
    }

    /// Does its part with a server of that life, then with the next server, which it answers.
    private interface Scenario {
        TestPlatform run(Mortality life, String name);
    }

    /// All points that the scenario passes if nothing dies.
    private List<String> pointsOf(Scenario scenario) {
        cloud.newWorld();
        slowWorld();
        var life = new Mortality();
        var next = scenario.run(life, "dry");
        var passed = life.points();
        endsWell(next, "dry");
        return passed;
    }

    private Stream<DynamicTest> everyPoint(String operation, List<String> points, Scenario scenario) {
        return IntStream.range(0, points.size()).mapToObj(index -> {
            var point = points.get(index);
            var occurrence = Collections.frequency(points.subList(0, index + 1), point);
            var title = "%s | %s, time %d".formatted(operation, point, occurrence);
            return dynamicTest(title, () -> {
                cloud.newWorld();
                slowWorld();
                var life = new Mortality();
                life.dieAfter(point, occurrence);
                var name = operation.charAt(0) + "-" + index;
                var next = scenario.run(life, name);
                endsWell(next, name);
                var death = life.diedAt().filter(point::equals).isPresent() ? "" : " (not passed this time)";
                TABLE.add(title + death + " | same end, nothing twice, nothing left");
            });
        });
    }

    /// Every step waits once, so that passes end in the middle too.
    private void slowWorld() {
        cloud.world().waits(EngineCall.ENSURE_CONTROL_PLANE, 1);
        cloud.world().waits(EngineCall.ENSURE_WORKERS, 1);
        cloud.world().waits(EngineCall.ENSURE_RESTORED, 1);
        cloud.world().waits(EngineCall.ENSURE_UNDELETED, 1);
        cloud.world().waits(EngineCall.REMOVE_WORKERS, 1);
        cloud.world().waits(EngineCall.REMOVE_CONTROL_PLANE, 1);
    }

    private TestPlatform createUntilDeath(Mortality life, String name) {
        var server = cloud.server(serverId, life);
        var acknowledged = attempt(() -> server.clusters().create(TestCloud.owner(), TestCloud.draft(name)));
        if (acknowledged.isPresent()) {
            var id = acknowledged.get().id();
            untilDeathOr(
                    life,
                    () -> server.clusters().get(TestCloud.owner(), id).status().succeeded());
        }
        server.bury();

        var next = cloud.server(serverId, new Mortality());
        if (acknowledged.isEmpty()) {
            createAgain(next, name);
        }
        var cluster = named(next, name).orElseThrow(() -> new AssertionError("acknowledged and lost: " + name));
        var ready = cloud.awaitSucceeded(next, cluster.id());

        assertThat(ready.status().operation()).isEqualTo(Operation.CREATE);
        assertThat(cloud.world().made(cluster.id()))
                .containsExactlyInAnyOrder("control plane", "node group-0-0", "node group-0-1");
        return next;
    }

    /// As a client does that got no answer: what was kept is found, what was not is made.
    private static void createAgain(TestPlatform server, String name) {
        try {
            server.clusters().create(TestCloud.owner(), TestCloud.draft(name));
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        }
    }

    private TestPlatform updateUntilDeath(Mortality life, String name) {
        var cluster = readyBefore(name, TestCloud.draft(name));
        var next = changeUntilDeath(
                life, cluster, server -> server.feature().changes().update(TestCloud.owner(), cluster.id(), LARGER));

        var ready = cloud.awaitSucceeded(next, cluster.id());
        assertThat(ready.status().operation()).isEqualTo(Operation.RECONCILE);
        assertThat(ready.spec().workerGroups())
                .extracting(WorkerGroupSpec::name)
                .containsExactly("extra", "group-0");
        assertThat(cloud.world().nodes(cluster.id())).isEqualTo(4);
        assertThat(cloud.world().made(cluster.id())).doesNotHaveDuplicates();
        return next;
    }

    private TestPlatform maintainUntilDeath(Mortality life, String name) {
        var older = TestCloud.draft(name);
        var cluster = readyBefore(
                name, new ClusterDraft(name, "eqx-mu4", "1.36.1", older.workerGroups(), older.maintenance()));
        var next = changeUntilDeath(
                life,
                cluster,
                server -> server.feature().changes().operate(TestCloud.owner(), cluster.id(), Demand.MAINTAIN));

        var ready = cloud.awaitSucceeded(next, cluster.id());
        assertThat(ready.spec().version()).hasToString("1.36.3");
        assertThat(ready.reached()).contains(ready.spec().version());
        assertThat(cloud.world().made(cluster.id())).doesNotHaveDuplicates();
        return next;
    }

    private TestPlatform restoreUntilDeath(Mortality life, String name) {
        var backup = new ClusterBackup(
                UUID.randomUUID(),
                cloud.clock().instant(),
                ClusterBackup.Occasion.SCHEDULED,
                KubernetesVersion.parse("1.36.3"),
                1);
        var cluster = readyBefore(name, TestCloud.draft(name), backup);
        var next = changeUntilDeath(life, cluster, server -> restoreOnce(server, cluster, backup.id()));

        cloud.awaitSucceeded(next, cluster.id());
        assertThat(recovery(next, cluster).failure()).isEmpty();
        assertThat(recovery(next, cluster).endedAt()).isPresent();
        assertThat(cloud.world().made(cluster.id())).doesNotHaveDuplicates().contains("restore of " + backup.id());
        return next;
    }

    /// As a client that got no answer, which looks before it asks again.
    private static Cluster restoreOnce(TestPlatform server, Cluster cluster, UUID backup) {
        var recovery = server.feature().recovery();
        return recovery.list(TestCloud.owner(), cluster.id()).last().isPresent()
                ? server.clusters().get(TestCloud.owner(), cluster.id())
                : recovery.restore(TestCloud.owner(), cluster.id(), backup);
    }

    private TestPlatform undeleteUntilDeath(Mortality life, String name) {
        var cluster = readyBefore(name, TestCloud.draft(name));
        var first = cloud.server(serverId, new Mortality());
        first.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(first, cluster.id());
        first.close();
        var next = changeUntilDeath(life, cluster, server -> undeleteOnce(server, cluster));

        var back = cloud.awaitSucceeded(next, cluster.id());
        assertThat(back.spec()).isEqualTo(cluster.spec());
        assertThat(recovery(next, cluster).endedAt()).isPresent();
        assertThat(cloud.world().nodes(cluster.id())).isEqualTo(2);
        assertThat(cloud.world().made(cluster.id())).containsOnlyOnce("control plane");
        return next;
    }

    private static Cluster undeleteOnce(TestPlatform server, Cluster cluster) {
        return named(server, cluster.name().value())
                .orElseGet(() -> server.feature().recovery().undelete(TestCloud.owner(), cluster.id()));
    }

    private static Recovery recovery(TestPlatform server, Cluster cluster) {
        return server.feature()
                .recovery()
                .list(TestCloud.owner(), cluster.id())
                .last()
                .orElseThrow();
    }

    private Cluster readyBefore(String name, ClusterDraft draft, ClusterBackup... backups) {
        var first = cloud.server(serverId, new Mortality());
        var made = first.clusters().create(TestCloud.owner(), draft);
        var ready = cloud.awaitSucceeded(first, made.id());
        for (var backup : backups) {
            cloud.world().backUp(made.id(), backup);
            first.feature().changes().operate(TestCloud.owner(), made.id(), Demand.RECONCILE);
            Eventually.until(
                    "the backup is known",
                    () -> !first.feature()
                            .recovery()
                            .list(TestCloud.owner(), made.id())
                            .backups()
                            .isEmpty());
            cloud.awaitSucceeded(first, made.id());
        }
        first.close();
        assertThat(ready.name().value()).isEqualTo(name);
        return ready;
    }

    /// A client that got no answer to a change asks for it again.
    private TestPlatform changeUntilDeath(Mortality life, Cluster cluster, Function<TestPlatform, Cluster> change) {
        var server = cloud.server(serverId, life);
        var acknowledged = attempt(() -> change.apply(server));
        acknowledged.ifPresent(answer -> {
            assertThat(answer.status().operation()).isEqualTo(Operation.RECONCILE);
            assertThat(answer.status().state()).isEqualTo(OperationState.PROCESSING);
            untilDeathOr(life, () -> {
                var now = server.clusters().get(TestCloud.owner(), cluster.id());
                return now.version() >= answer.version() && now.status().succeeded();
            });
        });
        server.bury();

        var next = cloud.server(serverId, new Mortality());
        if (acknowledged.isEmpty()) {
            assertThat(change.apply(next).deletionRequested()).isFalse();
        }
        return next;
    }

    private TestPlatform deleteUntilDeath(Mortality life, String name) {
        var first = cloud.server(serverId, new Mortality());
        var cluster = cloud.createReady(first, name);
        first.feature().access().kubeconfig(TestCloud.owner(), cluster.id(), KubeconfigRole.ADMIN, Optional.empty());
        first.close();

        var server = cloud.server(serverId, life);
        var acknowledged = attempt(() -> server.clusters().delete(TestCloud.owner(), cluster.id()));
        if (acknowledged.isPresent()) {
            untilDeathOr(life, () -> named(server, name).isEmpty());
        }
        server.bury();

        var next = cloud.server(serverId, new Mortality());
        if (acknowledged.isEmpty() && named(next, name).isPresent()) {
            next.clusters().delete(TestCloud.owner(), cluster.id());
        }
        cloud.awaitGone(next, cluster.id());
        assertThat(cloud.world().made(cluster.id())).doesNotHaveDuplicates();
        return next;
    }

    /// Whatever happened before: the cluster can be deleted, and then nothing of it is anywhere.
    private void endsWell(TestPlatform server, String name) {
        named(server, name).ifPresent(cluster -> server.clusters().delete(TestCloud.owner(), cluster.id()));
        Eventually.until(name + " is gone", () -> named(server, name).isEmpty());
        // What waits for its time has nothing left to wait for.
        cloud.database().execute("UPDATE work SET due = now() WHERE leased_by IS NULL");
        server.wakeAll();
        Eventually.until("no work is left", () -> count(server, "work WHERE kind NOT LIKE 'leftovers/%'") == 0);

        assertThat(cloud.world().clusters()).isEmpty();
        assertThat(count(server, "kubeconfig")).isZero();
        assertThat(count(server, "kubeconfig_request")).isZero();
        assertThat(count(server, "cluster WHERE deleted_at IS NULL")).isZero();
        server.close();
    }

    private static int count(TestPlatform server, String from) {
        return server.database()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM " + from)
                        .mapTo(Integer.class)
                        .one());
    }

    private static Optional<Cluster> named(TestPlatform server, String name) {
        return server.clusters().list(TestCloud.owner()).stream()
                .filter(cluster -> cluster.name().value().equals(name))
                .findFirst();
    }

    /// The answer, if the server lived long enough to give one.
    private static <T> Optional<T> attempt(java.util.function.Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (ServerDied e) {
            return Optional.empty();
        }
    }

    private static void untilDeathOr(Mortality life, java.util.function.BooleanSupplier end) {
        Eventually.until("death or the end", () -> {
            try {
                return life.diedAt().isPresent() || end.getAsBoolean();
            } catch (ServerDied e) {
                return true;
            }
        });
    }
}
