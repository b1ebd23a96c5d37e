package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.testing.engine.Mortality;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The server dies after every engine call and every commit of a create, an update, a maintenance, a restore, a delete
/// and an undeletion; the next server on the same database and world brings each to the same end, makes nothing twice
/// and leaves nothing.
class KillMatrixTest {
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

    @RegisterExtension
    final KillMatrix matrix = new KillMatrix(cloud);

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfACreateIsHarmless() {
        var points = matrix.pointsOf(this::createUntilDeath);
        assertThat(points).as("fault points of a create").hasSizeGreaterThan(10);
        return matrix.everyPoint("create", points, this::createUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfADeleteIsHarmless() {
        var points = matrix.pointsOf(this::deleteUntilDeath);
        assertThat(points).as("fault points of a delete").hasSizeGreaterThan(10);
        return matrix.everyPoint("delete", points, this::deleteUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfAnUpdateIsHarmless() {
        var points = matrix.pointsOf(this::updateUntilDeath);
        assertThat(points)
                .as("fault points of an update")
                .contains("commit of UPDATE cluster", EngineCall.ENSURE_WORKERS.point());
        return matrix.everyPoint("update", points, this::updateUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfAMaintenanceIsHarmless() {
        var points = matrix.pointsOf(this::maintainUntilDeath);
        assertThat(points)
                .as("fault points of a maintenance")
                .contains("commit of UPDATE cluster", EngineCall.ENSURE_CONTROL_PLANE.point());
        return matrix.everyPoint("operate", points, this::maintainUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfARestoreIsHarmless() {
        var points = matrix.pointsOf(this::restoreUntilDeath);
        assertThat(points)
                .as("fault points of a restore")
                .contains("commit of UPDATE recovery", EngineCall.ENSURE_RESTORED.point());
        return matrix.everyPoint("restore", points, this::restoreUntilDeath);
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfAnUndeletionIsHarmless() {
        var points = matrix.pointsOf(this::undeleteUntilDeath);
        assertThat(points)
                .as("fault points of an undeletion")
                .contains("commit of UPDATE recovery", EngineCall.ENSURE_UNDELETED.point());
        return matrix.everyPoint("undelete", points, this::undeleteUntilDeath);
    }

    private TestPlatform createUntilDeath(Mortality life, String name) {
        var server = matrix.server(life);
        var acknowledged = KillMatrix.attempt(() -> server.clusters().create(TestCloud.owner(), TestCloud.draft(name)));
        if (acknowledged.isPresent()) {
            var id = acknowledged.get().id();
            KillMatrix.untilDeathOr(
                    life,
                    () -> server.clusters().get(TestCloud.owner(), id).status().succeeded());
        }
        server.bury();

        var next = matrix.server();
        if (acknowledged.isEmpty()) {
            createAgain(next, name);
        }
        var cluster =
                KillMatrix.named(next, name).orElseThrow(() -> new AssertionError("acknowledged and lost: " + name));
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
        var cluster = matrix.readyBefore(TestCloud.draft(name));
        var next = matrix.changeUntilDeath(
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
        var cluster = matrix.readyBefore(
                new ClusterDraft(name, "eqx-mu4", "1.36.1", older.workerGroups(), older.maintenance()));
        var next = matrix.changeUntilDeath(
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
        var cluster = matrix.readyBefore(TestCloud.draft(name), backup);
        var next = matrix.changeUntilDeath(life, cluster, server -> restoreOnce(server, cluster, backup.id()));

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
        var cluster = matrix.readyBefore(TestCloud.draft(name));
        var first = matrix.server();
        first.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(first, cluster.id());
        first.close();
        var next = matrix.changeUntilDeath(life, cluster, server -> undeleteOnce(server, cluster));

        var back = cloud.awaitSucceeded(next, cluster.id());
        assertThat(back.spec()).isEqualTo(cluster.spec());
        assertThat(recovery(next, cluster).endedAt()).isPresent();
        assertThat(cloud.world().nodes(cluster.id())).isEqualTo(2);
        assertThat(cloud.world().made(cluster.id())).containsOnlyOnce("control plane");
        return next;
    }

    private static Cluster undeleteOnce(TestPlatform server, Cluster cluster) {
        return KillMatrix.named(server, cluster.name().value())
                .orElseGet(() -> server.feature().recovery().undelete(TestCloud.owner(), cluster.id()));
    }

    private static Recovery recovery(TestPlatform server, Cluster cluster) {
        return server.feature()
                .recovery()
                .list(TestCloud.owner(), cluster.id())
                .last()
                .orElseThrow();
    }

    private TestPlatform deleteUntilDeath(Mortality life, String name) {
        var first = matrix.server();
        var cluster = cloud.createReady(first, name);
        first.feature().access().kubeconfig(TestCloud.owner(), cluster.id(), KubeconfigRole.ADMIN, Optional.empty());
        first.close();

        var next = matrix.deleteUntilDeath(matrix.server(life), life, cluster);
        assertThat(cloud.world().made(cluster.id())).doesNotHaveDuplicates();
        return next;
    }
}
