package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.testing.engine.ScriptedWorld;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterLifeTest {
    private static final KubernetesVersion VERSION = KubernetesVersion.parse("1.36.3");

    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void aClusterIsBuiltAndRemoved() {
        var server = cloud.server();

        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("demo"));

        assertThat(cluster.status().operation()).isEqualTo(Operation.CREATE);
        assertThat(cluster.status().state()).isEqualTo(OperationState.PROCESSING);
        assertThat(cluster.status().progress()).isZero();
        assertThat(cluster.status().conditions())
                .extracting(Condition::status)
                .containsOnly(Fact.Status.UNKNOWN)
                .hasSize(5);

        var ready = cloud.awaitSucceeded(server, cluster.id());

        assertThat(ready.spec()).isEqualTo(cluster.spec());
        assertThat(ready.status().operation()).isEqualTo(Operation.CREATE);
        assertThat(ready.status().progress()).isEqualTo(100);
        assertThat(ready.status().conditions()).extracting(Condition::status).containsOnly(Fact.Status.TRUE);
        assertThat(cloud.world().made(cluster.id()))
                .containsExactly("control plane", "node group-0-0", "node group-0-1");

        var deleting = server.clusters().delete(TestCloud.owner(), cluster.id());

        assertThat(deleting.status().operation()).isEqualTo(Operation.DELETE);
        assertThat(deleting.status().progress()).isZero();
        assertThat(deleting.deletionRequested()).isTrue();
        cloud.awaitGone(server, cluster.id());
        assertThat(cloud.world().clusters()).isEmpty();
    }

    @Test
    void aVersionThatIsBeingBuiltIsWaitedForInTheEnginesWords() {
        cloud.world().versionIs(VERSION, new VersionAvailability.Preparing(43, "Kubernetes is built, 43 %."));
        var server = cloud.server();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("early"));

        var waiting = Eventually.value(
                "told why it waits",
                () -> server.clusters().get(TestCloud.owner(), cluster.id()).status(),
                status -> status.progress() > 0);

        var condition = waiting.condition(ConditionType.CONTROL_PLANE_HEALTHY);
        assertThat(condition.status()).isEqualTo(Fact.Status.PROGRESSING);
        assertThat(condition.message()).isEqualTo("Kubernetes is built, 43 %.");
        assertThat(waiting.progress()).isEqualTo(4);
        assertThat(waiting.state()).isEqualTo(OperationState.PROCESSING);

        cloud.world().versionIs(VERSION, new VersionAvailability.Available());
        cloud.awaitSucceeded(server, cluster.id());
    }

    @Test
    void aFailingStepIsAnErrorThatIsToldAndTriedAgain() {
        cloud.world().fails(EngineCall.ENSURE_CONTROL_PLANE, 6);
        var server = cloud.server();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("bumpy"));

        var failed = Eventually.value(
                "the failure is told",
                () -> server.clusters().get(TestCloud.owner(), cluster.id()).status(),
                status -> status.state() == OperationState.ERROR);

        assertThat(failed.operation()).isEqualTo(Operation.CREATE);
        assertThat(failed.lastErrors()).singleElement().satisfies(error -> {
            assertThat(error.taskId()).isEqualTo("control-plane");
            assertThat(error.description()).isEqualTo("The script lets this fail.");
        });
        assertThat(failed.condition(ConditionType.CONTROL_PLANE_HEALTHY).status())
                .isEqualTo(Fact.Status.FALSE);

        var ready = cloud.awaitSucceeded(server, cluster.id());
        assertThat(ready.status().lastErrors()).isEmpty();
    }

    @Test
    void wordsOfTheClustersOwnHooksCannotKeepItsStatusFromBeingWritten() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "hooked");

        cloud.world().breaks(cluster.id(), ScriptedWorld.Part.NODES, "AdmissionRefused", "The hook says\0no\uD83D.");

        var broken = Eventually.value(
                "seen broken",
                () -> server.clusters().get(TestCloud.owner(), cluster.id()).status(),
                status -> !status.succeeded());
        assertThat(broken.condition(ConditionType.EVERY_NODE_READY).message()).isEqualTo("The hook says no .");
    }

    @Test
    void aNodeThatBreaksLaterMakesAReconcile() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "later");

        cloud.world().breaks(cluster.id(), ScriptedWorld.Part.NODES, "NodeNotReady", "One node does not answer.");

        var broken = Eventually.value(
                "seen broken",
                () -> server.clusters().get(TestCloud.owner(), cluster.id()).status(),
                status -> !status.succeeded());
        assertThat(broken.operation()).isEqualTo(Operation.RECONCILE);
        assertThat(broken.progress()).isLessThan(100);
        assertThat(broken.condition(ConditionType.EVERY_NODE_READY).message()).isEqualTo("One node does not answer.");

        cloud.world().heals(cluster.id(), ScriptedWorld.Part.NODES);

        var healed = cloud.awaitSucceeded(server, cluster.id());
        assertThat(healed.status().operation()).isEqualTo(Operation.RECONCILE);
    }

    @Test
    void nodesAreMadeAsSoonAsTheApiAnswers() {
        cloud.world().answersEarly();
        cloud.world().staysSilent(EngineCall.ENSURE_CONTROL_PLANE);
        var server = cloud.server();

        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("early"));

        Eventually.until("nodes are made", () -> cloud.world().nodes(cluster.id()) == 2);
        var building = server.clusters().get(TestCloud.owner(), cluster.id()).status();
        assertThat(building.succeeded()).isFalse();
        cloud.world().speaks(EngineCall.ENSURE_CONTROL_PLANE);
        cloud.awaitSucceeded(server, cluster.id());
    }

    @Test
    void aClusterIsDeletedWhileItIsStillBuilt() {
        cloud.world().staysSilent(EngineCall.ENSURE_WORKERS);
        var server = cloud.server();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("hasty"));
        Eventually.until("nodes are made", () -> cloud.world().nodes(cluster.id()) == 2);

        server.clusters().delete(TestCloud.owner(), cluster.id());

        cloud.awaitGone(server, cluster.id());
        assertThat(cloud.world().clusters()).isEmpty();
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> server.clusters().get(TestCloud.owner(), cluster.id()))
                .withMessage("no entity with uuid:\"%s\" found", cluster.id())
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void aRepeatedDeleteAnswersTheSameUntilTheClusterIsGone() {
        cloud.world().staysSilent(EngineCall.REMOVE_WORKERS);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "twice");

        var first = server.clusters().delete(TestCloud.owner(), cluster.id());
        var second = server.clusters().delete(TestCloud.owner(), cluster.id());

        assertThat(second.deletionRequestedAt()).isEqualTo(first.deletionRequestedAt());
        assertThat(second.status().operation()).isEqualTo(Operation.DELETE);
        assertThat(server.clusters().list(TestCloud.owner())).hasSize(1);

        cloud.world().speaks(EngineCall.REMOVE_WORKERS);
        cloud.awaitGone(server, cluster.id());
    }

    @Test
    void aNameIsTakenOnceAtATimeAndFreeAgainAfterwards() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "unique");

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> server.clusters().create(TestCloud.owner(), TestCloud.draft("unique")))
                .withMessage("cluster unique: the project has a cluster of that name")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
        server.clusters().create(TestCloud.stranger(), TestCloud.draft("unique"));

        server.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(server, cluster.id());
        cloud.createReady(server, "unique");
    }

    @Test
    void ofManyWhoWantANameAtOnceOneGetsIt() throws Exception {
        var server = cloud.bystander();
        Callable<Boolean> attempt = () -> {
            try {
                server.clusters().create(TestCloud.owner(), TestCloud.draft("race"));
                return true;
            } catch (ApiException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                return false;
            }
        };

        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = callers.invokeAll(
                    IntStream.range(0, 20).mapToObj(_ -> attempt).toList());
            var winners = 0;
            for (var result : results) {
                winners += result.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        }
    }

    @Test
    void aReportOnAnOlderWishIsNotKept() {
        var server = cloud.bystander();
        var store = new ClusterStore();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("older"));
        server.clusters().delete(TestCloud.owner(), cluster.id());

        var kept = server.database()
                .<Boolean, RuntimeException>inTransaction(
                        tx -> store.saveStatus(tx, cluster, cluster.status(), true, Map.of()));

        assertThat(kept).isFalse();
        assertThat(server.clusters()
                        .get(TestCloud.owner(), cluster.id())
                        .status()
                        .operation())
                .isEqualTo(Operation.DELETE);
    }

    @Test
    void aForeignClusterIsNotFound() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("mine"));

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> server.clusters().get(TestCloud.stranger(), cluster.id()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> server.clusters().delete(TestCloud.stranger(), cluster.id()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(server.clusters().list(TestCloud.stranger())).isEmpty();
    }

    @Test
    void whatNobodyOrderedIsRemoved() {
        cloud.world().strand(new ClusterId(UUID.randomUUID()));

        cloud.server();

        Eventually.until("the leftover is gone", () -> cloud.world().clusters().isEmpty());
    }

    @Test
    void aProjectHasAQuotaOfClusters() {
        var standard = ClusterConfig.DEFAULT;
        cloud.configure(new ClusterConfig(
                standard.domain(),
                standard.purpose(),
                standard.workersMax(),
                1,
                standard.workersPerProjectMax(),
                standard.kubeconfigMax(),
                standard.kubeconfigsMax(),
                standard.kubeconfigPatience(),
                standard.keepDeleted()));
        var server = cloud.bystander();
        server.clusters().create(TestCloud.owner(), TestCloud.draft("first"));

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> server.clusters().create(TestCloud.owner(), TestCloud.draft("second")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
    }
}
