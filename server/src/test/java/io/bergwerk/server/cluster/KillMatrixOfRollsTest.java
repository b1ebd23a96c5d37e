package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.testing.engine.EngineCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The server dies after every engine call and every commit of what makes nodes come and go, one after the other: a
/// minor
/// upgrade, groups that grow, shrink, come and go, and a roll to another machine type.
///
/// Each ends as it does when nobody dies, after the same moves of nodes, and whoever watches the nodes never sees more
/// than `maxSurge` too many of a group nor more than `maxUnavailable` too few.
class KillMatrixOfRollsTest {
    private static final String SMALL = "n1-medium-x86";
    private static final String LARGE = "c1-large-x86";

    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @RegisterExtension
    final KillMatrix matrix = new KillMatrix(cloud);

    /// That of the life without a death.
    private @Nullable End undisturbed;

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfAMinorUpgradeIsHarmless() {
        return everyPoint(
                "upgrade",
                List.of(group("group-0", SMALL, 2, 3, 1, 0)),
                new ClusterChange(Optional.of("1.37.2"), List.of(), Optional.empty()));
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfAScalingIsHarmless() {
        return everyPoint(
                "scale",
                List.of(
                        group("up", SMALL, 1, 2, 1, 0),
                        group("down", SMALL, 3, 4, 1, 0),
                        group("old-0", SMALL, 1, 1, 1, 0),
                        group("old-1", LARGE, 2, 2, 0, 1)),
                change(
                        wish("new-0", Optional.empty(), Optional.of(1), Optional.of(1)),
                        wish("up", Optional.empty(), Optional.of(3), Optional.of(5)),
                        wish("down", Optional.empty(), Optional.of(1), Optional.of(1)),
                        wish("new-1", Optional.of(LARGE), Optional.of(2), Optional.of(2))));
    }

    @TestFactory
    Stream<DynamicTest> aDeathAfterAnyPointOfARollIsHarmless() {
        return everyPoint(
                "roll",
                List.of(group("surging", SMALL, 2, 2, 1, 0), group("lacking", SMALL, 2, 2, 0, 1)),
                change(
                        wish("surging", Optional.of(LARGE), Optional.empty(), Optional.empty()),
                        wish("lacking", Optional.of(LARGE), Optional.empty(), Optional.empty())));
    }

    private static WorkerGroupSpec group(String name, String type, int min, int max, int surge, int unavailable) {
        return new WorkerGroupSpec(name, type, min, max, surge, unavailable);
    }

    private static WorkerGroupChange wish(
            String name, Optional<String> type, Optional<Integer> min, Optional<Integer> max) {
        return new WorkerGroupChange(name, type, min, max, Optional.empty(), Optional.empty());
    }

    private static ClusterChange change(WorkerGroupChange... groups) {
        return new ClusterChange(Optional.empty(), List.of(groups), Optional.empty());
    }

    private Stream<DynamicTest> everyPoint(String operation, List<WorkerGroupSpec> groups, ClusterChange change) {
        KillMatrix.Scenario scenario = (life, name) -> {
            var draft = new ClusterDraft(name, "eqx-mu4", "1.36.3", groups, Optional.empty());
            var cluster = matrix.readyBefore(draft);
            cloud.world().movesNodesOneByOne();
            var begin = Moves.of(cloud, cluster);
            var next = matrix.changeOnlyUntilDeath(
                    life,
                    cluster,
                    server -> server.feature().changes().update(TestCloud.owner(), cluster.id(), change));
            requireSameEnd(cluster, cloud.awaitSucceeded(next, cluster.id()), begin);
            return next;
        };
        var points = matrix.pointsOf(scenario);
        assertThat(points)
                .as("fault points of " + operation)
                .contains("commit of UPDATE cluster")
                .filteredOn(EngineCall.ENSURE_WORKERS.point()::equals)
                .hasSizeGreaterThan(1);
        return matrix.everyPoint(operation, points, scenario);
    }

    /// What came of a change: the wish, what the platform says of it, and every node that came and went for it.
    private record End(
            KubernetesVersion version,
            Optional<KubernetesVersion> reached,
            List<WorkerGroupSpec> groups,
            Map<String, Integer> machines,
            Moves moves) {}

    /// In order.
    private record Moves(List<String> made, List<String> gone, List<Map<String, Integer>> seen) {
        static Moves of(TestCloud cloud, Cluster cluster) {
            var world = cloud.world();
            return new Moves(world.made(cluster.id()), world.gone(cluster.id()), world.nodesSeen(cluster.id()));
        }

        Moves since(Moves begin) {
            return new Moves(rest(made, begin.made), rest(gone, begin.gone), rest(seen, begin.seen));
        }

        private static <T> List<T> rest(List<T> all, List<T> begin) {
            return List.copyOf(all.subList(begin.size(), all.size()));
        }
    }

    private void requireSameEnd(Cluster before, Cluster after, Moves begin) {
        var moves = Moves.of(cloud, after).since(begin);
        requireBounds(before.spec(), after.spec(), moves.seen());
        var end =
                new End(after.spec().version(), after.reached(), after.spec().workerGroups(), after.machines(), moves);
        if (undisturbed == null) {
            requireOrdered(after, moves);
            undisturbed = end;
        }
        assertThat(end).isEqualTo(undisturbed);
    }

    /// The end of a life without a death is right by itself.
    private static void requireOrdered(Cluster after, Moves moves) {
        assertThat(after.reached()).contains(after.spec().version());
        assertThat(moves.made()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(moves.gone()).isNotEmpty().doesNotHaveDuplicates();
        for (var group : after.spec().workerGroups()) {
            assertThat(moves.seen().getLast()).containsEntry(group.name(), group.min());
            assertThat(after.machines()).containsEntry(group.name(), group.min());
        }
        assertThat(moves.seen().getLast()).hasSameSizeAs(after.spec().workerGroups());
    }

    /// Sizes are those that the user asked for, before and after: nothing the server says can widen these bounds.
    private static void requireBounds(ClusterSpec before, ClusterSpec after, List<Map<String, Integer>> seen) {
        var names = new TreeSet<String>();
        Stream.of(before, after).forEach(spec -> spec.workerGroups().forEach(group -> names.add(group.name())));
        for (var name : names) {
            var groups = new ArrayList<WorkerGroupSpec>();
            Stream.of(before, after)
                    .forEach(spec -> spec.workerGroups().stream()
                            .filter(group -> group.name().equals(name))
                            .forEach(groups::add));
            var rolled = groups.getLast();
            var sizes = groups.stream().mapToInt(WorkerGroupSpec::min).summaryStatistics();
            var comesOrGoes = groups.size() == 1;
            var least = comesOrGoes ? 0 : sizes.getMin() - rolled.maxUnavailable();
            assertThat(seen)
                    .as("nodes of group %s", name)
                    .allSatisfy(counts -> assertThat(counts.getOrDefault(name, 0))
                            .isBetween(least, sizes.getMax() + rolled.maxSurge()));
        }
    }
}
