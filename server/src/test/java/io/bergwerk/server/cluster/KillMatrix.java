package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.testing.engine.Mortality;
import io.bergwerk.testing.engine.ServerDied;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Lets the server die after every engine call and every commit of an operation, one life for each, and looks whether
/// the next server on the same database and world brings it to the same end.
///
/// As an extension it prints what was walked: `kill-matrix: update | 31 points, 25 deaths | 31 same end`. Where a point
/// has no death, it was not passed that time, because passes take turns in another order each time.
final class KillMatrix implements AfterEachCallback {
    private final Map<String, Row> table = new LinkedHashMap<>();
    private final TestCloud cloud;
    private final UUID serverId = UUID.randomUUID();

    private static final class Row {
        int points;
        int deaths;
        int sameEnd;
    }

    KillMatrix(TestCloud cloud) {
        this.cloud = cloud;
    }

    /// Does its part with a server of that life, then with the next server, which it answers.
    interface Scenario {
        TestPlatform run(Mortality life, String name);
    }

    /// All points that the scenario passes if nothing dies.
    List<String> pointsOf(Scenario scenario) {
        slowWorld();
        var life = new Mortality();
        var next = scenario.run(life, "dry");
        var passed = life.points();
        endsWell(next, "dry");
        return passed;
    }

    Stream<DynamicTest> everyPoint(String operation, List<String> points, Scenario scenario) {
        var row = table.computeIfAbsent(operation, _ -> new Row());
        return IntStream.range(0, points.size()).mapToObj(index -> {
            var point = points.get(index);
            var occurrence = Collections.frequency(points.subList(0, index + 1), point);
            return dynamicTest("%s | %s, time %d".formatted(operation, point, occurrence), () -> {
                row.points++;
                slowWorld();
                var life = new Mortality();
                life.dieAfter(point, occurrence);
                var name = operation.charAt(0) + "-" + index;
                var next = scenario.run(life, name);
                endsWell(next, name);
                row.deaths += life.diedAt().filter(point::equals).isPresent() ? 1 : 0;
                row.sameEnd++;
            });
        });
    }

    @Override
    public void afterEach(ExtensionContext context) {
        table.forEach((operation, row) -> System.out.println("kill-matrix: %s | %d points, %d deaths | %d same end"
                .formatted(operation, row.points, row.deaths, row.sameEnd)));
    }

    /// Every step waits once, so that passes end in the middle too.
    private void slowWorld() {
        cloud.newWorld();
        cloud.world().waits(EngineCall.ENSURE_CONTROL_PLANE, 1);
        cloud.world().waits(EngineCall.ENSURE_WORKERS, 1);
        cloud.world().waits(EngineCall.ENSURE_RESTORED, 1);
        cloud.world().waits(EngineCall.ENSURE_UNDELETED, 1);
        cloud.world().waits(EngineCall.REMOVE_WORKERS, 1);
        cloud.world().waits(EngineCall.REMOVE_CONTROL_PLANE, 1);
    }

    /// For lives in which how a cluster is removed is not what is looked at.
    void removesAtOnce() {
        cloud.world().waits(EngineCall.REMOVE_WORKERS, 0);
        cloud.world().waits(EngineCall.REMOVE_CONTROL_PLANE, 0);
    }

    /// A server whose life does not matter.
    TestPlatform server() {
        return server(new Mortality());
    }

    TestPlatform server(Mortality life) {
        return cloud.server(serverId, life);
    }

    Cluster readyBefore(ClusterDraft draft, ClusterBackup... backups) {
        var first = server();
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
        assertThat(ready.name().value()).isEqualTo(draft.name());
        return ready;
    }

    /// A client that got no answer to a change asks for it again.
    TestPlatform changeUntilDeath(Mortality life, Cluster cluster, Function<TestPlatform, Cluster> change) {
        return changeUntilDeath(server(life), life, cluster, change);
    }

    /// As [#changeUntilDeath(Mortality, Cluster, Function)]; deaths while the server starts are left out.
    TestPlatform changeOnlyUntilDeath(Mortality life, Cluster cluster, Function<TestPlatform, Cluster> change) {
        life.countNot();
        var server = server(life);
        life.count();
        return changeUntilDeath(server, life, cluster, change);
    }

    private TestPlatform changeUntilDeath(
            TestPlatform server, Mortality life, Cluster cluster, Function<TestPlatform, Cluster> change) {
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

        var next = server();
        if (acknowledged.isEmpty()) {
            assertThat(change.apply(next).deletionRequested()).isFalse();
        }
        return next;
    }

    /// Orders the deletion of a cluster and waits for its end, also with the next server, which it answers.
    TestPlatform deleteUntilDeath(TestPlatform server, Mortality life, Cluster cluster) {
        var name = cluster.name().value();
        var acknowledged = attempt(() -> server.clusters().delete(TestCloud.owner(), cluster.id()));
        if (acknowledged.isPresent()) {
            untilDeathOr(life, () -> named(server, name).isEmpty());
        }
        server.bury();

        var next = server();
        if (acknowledged.isEmpty()) {
            deleteIfThere(next, name);
        }
        cloud.awaitGone(next, cluster.id());
        return next;
    }

    /// Whatever happened before: the cluster can be deleted, and then nothing of it is anywhere.
    private void endsWell(TestPlatform server, String name) {
        removesAtOnce();
        deleteIfThere(server, name);
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

    /// An order that nobody got an answer to may be carried out between the look and the next order.
    private static void deleteIfThere(TestPlatform server, String name) {
        try {
            named(server, name).ifPresent(cluster -> server.clusters().delete(TestCloud.owner(), cluster.id()));
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    private static int count(TestPlatform server, String from) {
        return server.database()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM " + from)
                        .mapTo(Integer.class)
                        .one());
    }

    static Optional<Cluster> named(TestPlatform server, String name) {
        return server.clusters().list(TestCloud.owner()).stream()
                .filter(cluster -> cluster.name().value().equals(name))
                .findFirst();
    }

    /// The answer, if the server lived long enough to give one.
    static <T> Optional<T> attempt(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (ServerDied e) {
            return Optional.empty();
        }
    }

    static void untilDeathOr(Mortality life, BooleanSupplier end) {
        Eventually.until("death or the end", () -> {
            try {
                return life.diedAt().isPresent() || end.getAsBoolean();
            } catch (ServerDied e) {
                return true;
            }
        });
    }
}
