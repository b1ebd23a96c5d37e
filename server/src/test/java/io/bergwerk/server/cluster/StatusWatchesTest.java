package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bergwerk.api.v1.ClusterStatus;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.testing.engine.ScriptedWorld;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StatusWatchesTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void aWatcherSeesTheWholeLifeAndThenNotFound() {
        var server = cloud.server();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("life"));
        var watcher = watch(server, TestCloud.owner(), Optional.of(cluster.id()));
        assertThat(watcher.received()).isNotEmpty();

        awaitLast(watcher, "Create", "Succeeded");
        server.clusters().delete(TestCloud.owner(), cluster.id());
        var end = Eventually.value("the end", watcher::end, Optional::isPresent).orElseThrow();

        assertThat(end.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(end.getDescription()).isEqualTo("no entity with uuid:\"%s\" found", cluster.id());
        var seen = watcher.received();
        assertThat(seen.getLast().getType()).isEqualTo("Delete");
        assertThat(seen.getLast().getState()).isEqualTo("Succeeded");
        assertThat(seen.getLast().getProgress()).isEqualTo(100);
        assertThat(seen)
                .extracting(ClusterStatus::getUuid)
                .containsOnly(cluster.id().toString());
        assertTypesNeverGoBack(seen);
        assertThat(seen).allSatisfy(status -> {
            assertThat(status.getConditionsList()).hasSize(5);
            assertThat(status.getProgress() == 100).isEqualTo(status.getState().equals("Succeeded"));
        });
    }

    private static void assertTypesNeverGoBack(List<ClusterStatus> seen) {
        var order = List.of("Create", "Reconcile", "Delete");
        assertThat(seen).extracting(status -> order.indexOf(status.getType())).isSorted();
    }

    @Test
    void aQuietStreamRepeatsWhatItKnows() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("quiet"));
        var watcher = watch(server, TestCloud.owner(), Optional.of(cluster.id()));

        Eventually.until("it repeats", () -> watcher.received().size() >= 4);

        assertThat(watcher.received()).containsOnly(watcher.received().getFirst());
    }

    @Test
    void anUnknownOrForeignClusterIsNotFoundAtOnce() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("mine"));
        var unknown = new ClusterId(UUID.randomUUID());

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> watch(server, TestCloud.owner(), Optional.of(unknown)))
                .withMessage("no entity with uuid:\"%s\" found", unknown);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> watch(server, TestCloud.stranger(), Optional.of(cluster.id())))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(server.feature().watches().size()).isZero();
    }

    @Test
    void aProjectsStreamTellsOfAllItsClustersAndOfNoOthers() {
        var server = cloud.server();
        var watcher = watch(server, TestCloud.owner(), Optional.empty());
        assertThat(watcher.received()).isEmpty();

        var one = cloud.createReady(server, "one");
        var two = cloud.createReady(server, "two");
        server.clusters().create(TestCloud.stranger(), TestCloud.draft("theirs"));

        Eventually.until(
                "both succeeded",
                () -> List.of(one, two).stream()
                        .allMatch(cluster -> watcher.received().stream()
                                .anyMatch(status ->
                                        status.getUuid().equals(cluster.id().toString())
                                                && status.getState().equals("Succeeded"))));
        server.clusters().delete(TestCloud.owner(), one.id());
        Eventually.until(
                "the end of one is told",
                () -> watcher.received().stream()
                        .anyMatch(status -> status.getType().equals("Delete") && status.getProgress() == 100));
        assertThat(watcher.end()).isEmpty();
        assertThat(watcher.received())
                .extracting(ClusterStatus::getUuid)
                .containsOnly(one.id().toString(), two.id().toString());
    }

    @Test
    void aSlowClientGetsTheNewestStateAndNoQueue() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "slow");
        var watcher = watch(server, TestCloud.owner(), Optional.of(cluster.id()));
        var witness = watch(server, TestCloud.owner(), Optional.of(cluster.id()));
        watcher.becomeReady(false);
        var before = watcher.received().size();

        for (var round = 0; round < 5; round++) {
            var reason = "Round" + round;
            cloud.world().breaks(cluster.id(), ScriptedWorld.Part.NODES, reason, "A node is away.");
            Eventually.until(reason + " is told", () -> reasonsOf(witness).contains(reason));
        }
        var whileStuck = watcher.received().size();
        watcher.becomeReady(true);

        assertThat(whileStuck).isEqualTo(before);
        var caughtUp = watcher.received().subList(before, watcher.received().size());
        assertThat(caughtUp).isNotEmpty();
        assertThat(caughtUp.getFirst().getConditionsList())
                .anyMatch(condition -> condition.getReason().equals("Round4"));
    }

    private static List<String> reasonsOf(RecordingObserver watcher) {
        return watcher.received().stream()
                .flatMap(status -> status.getConditionsList().stream())
                .map(condition -> condition.getReason())
                .toList();
    }

    @Test
    void whoLosesTheRightToWatchIsSentAway() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("guarded"));
        var allowed = new AtomicBoolean(true);
        var watcher = new RecordingObserver();
        server.feature().watches().open(TestCloud.owner(), Optional.of(cluster.id()), watcher, () -> {
            if (!allowed.get()) {
                throw ApiException.of(ErrorCode.UNAUTHENTICATED, "the token was revoked: sign in again");
            }
        });

        allowed.set(false);

        var end = Eventually.value("the end", watcher::end, Optional::isPresent).orElseThrow();
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        Eventually.until("forgotten", () -> server.feature().watches().size() == 0);
    }

    @Test
    void aStoppingServerSendsItsWatchersElsewhere() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("moving"));
        var watcher = watch(server, TestCloud.owner(), Optional.of(cluster.id()));

        server.close();

        assertThat(watcher.end().orElseThrow().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aClientThatGoesAwayIsForgotten() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("leaving"));
        var watcher = watch(server, TestCloud.owner(), Optional.of(cluster.id()));
        assertThat(server.feature().watches().size()).isEqualTo(1);

        watcher.cancel();

        assertThat(server.feature().watches().size()).isZero();
    }

    @Test
    void changesAreSeenThroughTheServerThatDidNotMakeThem() {
        cloud.world().staysSilent(EngineCall.ENSURE_WORKERS);
        var holder = cloud.server();
        var other = cloud.bystander();
        var cluster = holder.clusters().create(TestCloud.owner(), TestCloud.draft("far"));
        var watcher = watch(other, TestCloud.owner(), Optional.of(cluster.id()));

        cloud.world().speaks(EngineCall.ENSURE_WORKERS);

        awaitLast(watcher, "Create", "Succeeded");
    }

    @Test
    void aThousandWatchersSeeOneChange() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "crowd");
        var watchers = IntStream.range(0, 1000)
                .mapToObj(_ -> watch(server, TestCloud.owner(), Optional.of(cluster.id())))
                .toList();

        var begin = System.nanoTime();
        cloud.world().breaks(cluster.id(), ScriptedWorld.Part.NODES, "Crowd", "A node is away.");

        watchers.forEach(
                watcher -> Eventually.until("told", () -> reasonsOf(watcher).contains("Crowd")));
        var slowest =
                watchers.stream().mapToLong(RecordingObserver::lastNanos).max().orElseThrow();
        System.out.printf("figure: change to the last of 1000 watchers at most %d ms%n", (slowest - begin) / 1_000_000);
    }

    private static RecordingObserver watch(TestPlatform server, ProjectAccess access, Optional<ClusterId> only) {
        var observer = new RecordingObserver();
        server.feature().watches().open(access, only, observer, StatusWatchesTest::allowed);
        return observer;
    }

    private static void allowed() {}

    private static void awaitLast(RecordingObserver watcher, String type, String state) {
        Eventually.until(
                "%s/%s is told".formatted(type, state),
                () -> watcher.last()
                        .filter(status -> status.getType().equals(type)
                                && status.getState().equals(state))
                        .isPresent());
    }
}
