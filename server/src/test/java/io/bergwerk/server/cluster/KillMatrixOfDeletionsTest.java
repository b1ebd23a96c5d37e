package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.testing.engine.Mortality;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A cluster is deleted in the middle of something else, and the server dies after every engine call and every commit
/// from the order on: nothing of the cluster stays, and nothing of what was under way comes back.
class KillMatrixOfDeletionsTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @RegisterExtension
    final KillMatrix matrix = new KillMatrix(cloud);

    /// What has to be there first, and then the order that is never carried out.
    private interface Preparation {
        Function<TestPlatform, Cluster> of(String name);
    }

    @TestFactory
    Stream<DynamicTest> aClusterIsDeletedWhileItIsCreated() {
        return everyPoint(
                "delete in create",
                EngineCall.ENSURE_WORKERS,
                name -> server -> server.clusters().create(TestCloud.owner(), TestCloud.draft(name)));
    }

    @TestFactory
    Stream<DynamicTest> aClusterIsDeletedWhileItIsUpgraded() {
        return everyPoint(
                "delete in upgrade",
                EngineCall.ENSURE_CONTROL_PLANE,
                changed(new ClusterChange(Optional.of("1.37.2"), List.of(), Optional.empty())));
    }

    @TestFactory
    Stream<DynamicTest> aClusterIsDeletedWhileItsNodesAreRolled() {
        var group = new WorkerGroupChange(
                "group-0",
                Optional.of("c1-large-x86"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return everyPoint(
                "delete in roll",
                EngineCall.ENSURE_WORKERS,
                changed(new ClusterChange(Optional.empty(), List.of(group), Optional.empty())));
    }

    private Preparation changed(ClusterChange change) {
        return name -> {
            var cluster = matrix.readyBefore(TestCloud.draft(name));
            return server -> server.feature().changes().update(TestCloud.owner(), cluster.id(), change);
        };
    }

    @TestFactory
    Stream<DynamicTest> aClusterIsDeletedWhileItIsRestored() {
        return everyPoint("delete in restore", EngineCall.ENSURE_RESTORED, name -> {
            var backup = new ClusterBackup(
                    UUID.randomUUID(),
                    cloud.clock().instant(),
                    ClusterBackup.Occasion.SCHEDULED,
                    KubernetesVersion.parse("1.36.3"),
                    1);
            var cluster = matrix.readyBefore(TestCloud.draft(name), backup);
            return server -> server.feature().recovery().restore(TestCloud.owner(), cluster.id(), backup.id());
        });
    }

    /// @param halt the call of the operation that does not come to its end
    private Stream<DynamicTest> everyPoint(String operation, EngineCall halt, Preparation preparation) {
        KillMatrix.Scenario scenario = (life, name) -> {
            var order = preparation.of(name);
            cloud.world().movesNodesOneByOne();
            cloud.world().staysSilent(halt);
            var cluster = begin(order, halt);

            matrix.removesAtOnce();
            life.countNot();
            var server = matrix.server(life);
            life.count();
            var next = matrix.deleteUntilDeath(server, life, cluster);

            assertThat(cloud.world().made(cluster.id())).doesNotHaveDuplicates();
            cloud.world().speaks(halt);
            return next;
        };
        var points = matrix.pointsOf(scenario);
        assertThat(points)
                .as("fault points of a " + operation)
                .contains(
                        "commit of UPDATE cluster",
                        EngineCall.REMOVE_WORKERS.point(),
                        EngineCall.REMOVE_CONTROL_PLANE.point());
        return matrix.everyPoint(operation, points, scenario);
    }

    private Cluster begin(Function<TestPlatform, Cluster> order, EngineCall halt) {
        var life = new Mortality();
        var server = matrix.server(life);
        var cluster = order.apply(server);
        Eventually.until("the operation is under way", () -> life.points().contains(halt.point()));
        server.close();
        assertThat(cluster.status().succeeded()).isFalse();
        return cluster;
    }
}
