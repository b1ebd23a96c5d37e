package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Many change one cluster at once, on two servers: what comes of it is what came of the accepted changes one after
/// the other, and the others are told that somebody was faster.
class ConcurrentUpdatesTest {
    private static final int UPDATES = 100;
    private static final String LATER = "1.37.2";

    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @RegisterExtension
    final Seed seed = Seed.fresh();

    /// A change and what its caller got for it.
    private record Accepted(ClusterChange change, Cluster answer) {}

    /// Each is a whole list of groups of its own, whose names tell who asked.
    @Test
    void ofAHundredListsOfGroupsTheLastAcceptedOneStandsWhole() throws Exception {
        var servers = List.of(cloud.server(), cloud.bystander());
        var cluster = cloud.createReady(servers.getFirst(), "busy");
        var asked = changes(number -> workers(ownGroups(number)));

        var accepted = updateAtOnce(servers, cluster, asked);

        assertThat(accepted).hasSizeGreaterThan(UPDATES / 2);
        for (var one : accepted) {
            assertThat(names(one.answer().spec())).isEqualTo(names(one.change()));
        }
        requireOneAfterTheOther(cluster, accepted);
        requireEnd(servers, cluster, accepted);
    }

    /// Each says something of the groups, of the maintenance or of the version, and leaves the rest as it is.
    @Test
    void ofAHundredPartsOfASpecNoneUndoesAnother() throws Exception {
        var servers = List.of(cloud.server(), cloud.bystander());
        var cluster = cloud.createReady(servers.getFirst(), "patchwork");

        var accepted = updateAtOnce(servers, cluster, changes(_ -> anyPart()));

        requireOneAfterTheOther(cluster, accepted);
        requireEnd(servers, cluster, accepted);
    }

    private static List<ClusterChange> changes(IntFunction<ClusterChange> one) {
        return IntStream.range(0, UPDATES).mapToObj(one).toList();
    }

    private static List<Accepted> updateAtOnce(List<TestPlatform> servers, Cluster cluster, List<ClusterChange> asked)
            throws Exception {
        var calls = new ArrayList<Callable<Optional<Accepted>>>();
        for (var change : asked) {
            var server = servers.get(calls.size() % servers.size());
            calls.add(() -> update(server, cluster, change));
        }
        var accepted = new ArrayList<Accepted>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var call : callers.invokeAll(calls)) {
                call.get().ifPresent(accepted::add);
            }
        }
        return accepted;
    }

    private static Optional<Accepted> update(TestPlatform server, Cluster cluster, ClusterChange change) {
        try {
            var answer = server.feature().changes().update(TestCloud.owner(), cluster.id(), change);
            return Optional.of(new Accepted(change, answer));
        } catch (ApiException e) {
            assertThat(e.code()).as(e.publicMessage()).isEqualTo(ErrorCode.ABORTED);
            return Optional.empty();
        }
    }

    /// Every version is the one before it and one of the changes; whoever changed nothing saw one of them.
    private void requireOneAfterTheOther(Cluster before, List<Accepted> accepted) {
        var rules = new ClusterRules(cloud.catalog(), cloud.config());
        var spec = before.spec();
        var version = before.version();
        for (var answers : byVersion(accepted).entrySet()) {
            var after = answers.getValue().getFirst().answer().spec();
            assertThat(answers.getValue())
                    .as("answers of version " + answers.getKey())
                    .allSatisfy(one -> assertThat(one.answer().spec()).isEqualTo(after));
            if (answers.getKey() > before.version()) {
                assertThat(answers.getKey()).isEqualTo(++version);
                var earlier = spec;
                assertThat(answers.getValue())
                        .as("version %d is version %d and a change", version, version - 1)
                        .anySatisfy(one -> assertThat(rules.changed(
                                        earlier, one.change(), cloud.clock().instant()))
                                .isNotEqualTo(earlier)
                                .isEqualTo(after));
                spec = after;
            }
        }
    }

    private static SortedMap<Long, List<Accepted>> byVersion(List<Accepted> accepted) {
        return accepted.stream()
                .collect(Collectors.groupingBy(one -> one.answer().version(), TreeMap::new, Collectors.toList()));
    }

    /// Both servers tell of the last accepted change, and the engine has every group of it and no other.
    private void requireEnd(List<TestPlatform> servers, Cluster cluster, List<Accepted> accepted) {
        var last = accepted.stream()
                .map(Accepted::answer)
                .max(Comparator.comparingLong(Cluster::version))
                .orElseThrow();
        for (var server : servers) {
            var end = cloud.awaitSucceeded(server, cluster.id());
            assertThat(end.version()).isEqualTo(last.version());
            assertThat(end.spec()).isEqualTo(last.spec());
        }
        Eventually.until(
                "the engine has the nodes of what was accepted last",
                () -> fits(cloud.world().nodesSeen(cluster.id()).getLast(), last.spec()));
    }

    private static boolean fits(Map<String, Integer> nodes, ClusterSpec spec) {
        return nodes.keySet().equals(names(spec))
                && spec.workerGroups().stream()
                        .allMatch(group -> isBetween(group.min(), nodes.getOrDefault(group.name(), 0), group.max()));
    }

    private static boolean isBetween(int least, int count, int most) {
        return least <= count && count <= most;
    }

    private static Set<String> names(ClusterSpec spec) {
        return spec.workerGroups().stream().map(WorkerGroupSpec::name).collect(Collectors.toSet());
    }

    private static Set<String> names(ClusterChange change) {
        return change.workerGroups().stream().map(WorkerGroupChange::name).collect(Collectors.toSet());
    }

    private List<WorkerGroupChange> ownGroups(int number) {
        return groups(IntStream.rangeClosed(0, seed.random().nextInt(4)).mapToObj(i -> "g%d-%d".formatted(number, i)));
    }

    private ClusterChange anyPart() {
        RandomGenerator random = seed.random();
        return switch (random.nextInt(8)) {
            case 0 -> new ClusterChange(Optional.of(LATER), List.of(), Optional.empty());
            case 1, 2 -> new ClusterChange(Optional.empty(), List.of(), Optional.of(anyMaintenance()));
            default -> workers(groups(Stream.of("aa", "bb", "cc").filter(name -> random.nextBoolean())));
        };
    }

    private MaintenanceDraft anyMaintenance() {
        return new MaintenanceDraft(
                sometimes(seed.random()::nextBoolean), sometimes(seed.random()::nextBoolean), Optional.empty());
    }

    /// Whatever stays as it was, a group's least size is never above its greatest.
    private List<WorkerGroupChange> groups(Stream<String> names) {
        return names.map(name -> new WorkerGroupChange(
                        name,
                        Optional.empty(),
                        sometimes(() -> 1 + seed.random().nextInt(3)),
                        sometimes(() -> 3 + seed.random().nextInt(4)),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
    }

    private <T> Optional<T> sometimes(Supplier<T> value) {
        return seed.random().nextInt(4) == 0 ? Optional.empty() : Optional.of(value.get());
    }

    private static ClusterChange workers(List<WorkerGroupChange> groups) {
        return new ClusterChange(Optional.empty(), groups, Optional.empty());
    }
}
