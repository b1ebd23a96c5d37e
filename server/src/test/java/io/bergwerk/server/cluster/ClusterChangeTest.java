package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.Fact;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.testing.engine.ScriptedWorld;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Update and Operate on a cluster that lives.
class ClusterChangeTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void theAnswerToAnUpdateIsAlreadyAReconcileAndSuccessIsItsEnd() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        cloud.world().staysSilent(EngineCall.ENSURE_WORKERS);

        var changed = server.feature().changes().update(TestCloud.owner(), cluster.id(), sized("group-0", 3, 5));

        assertThat(changed.status().operation()).isEqualTo(Operation.RECONCILE);
        assertThat(changed.status().state()).isEqualTo(OperationState.PROCESSING);
        assertThat(changed.status().progress()).isZero();
        assertThat(changed.spec().workerGroups().getFirst().max()).isEqualTo(5);
        Eventually.until("the nodes are made", () -> cloud.world().nodes(cluster.id()) == 3);
        assertThat(statusOf(server, cluster).succeeded()).isFalse();

        cloud.world().speaks(EngineCall.ENSURE_WORKERS);
        assertThat(cloud.awaitSucceeded(server, cluster.id()).status().operation())
                .isEqualTo(Operation.RECONCILE);
    }

    @Test
    void anUpdateThatChangesNothingLeavesTheStatus() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");

        var same = server.feature().changes().update(TestCloud.owner(), cluster.id(), sized("group-0", 2, 3));

        assertThat(same.status().succeeded()).isTrue();
        assertThat(same.version()).isEqualTo(cluster.version());
        assertThat(same.updatedAt()).isEqualTo(cluster.updatedAt());
    }

    @Test
    void anUpdateDuringTheCreationMakesAReconcileOfIt() {
        cloud.world().staysSilent(EngineCall.ENSURE_WORKERS);
        var server = cloud.server();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("early"));
        Eventually.until("nodes are made", () -> cloud.world().nodes(cluster.id()) == 2);

        server.feature().changes().update(TestCloud.owner(), cluster.id(), sized("group-0", 3, 3));
        Eventually.until("the new wish is seen", () -> cloud.world().nodes(cluster.id()) == 3);
        assertThat(statusOf(server, cluster).operation()).isEqualTo(Operation.RECONCILE);

        cloud.world().speaks(EngineCall.ENSURE_WORKERS);
        assertThat(cloud.awaitSucceeded(server, cluster.id()).status().operation())
                .isEqualTo(Operation.RECONCILE);
    }

    @Test
    void aClusterThatIsBeingDeletedTakesNoChange() {
        cloud.world().staysSilent(EngineCall.REMOVE_WORKERS);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "going");
        server.clusters().delete(TestCloud.owner(), cluster.id());
        var changes = server.feature().changes();

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> changes.update(TestCloud.owner(), cluster.id(), sized("group-0", 1, 1)))
                .withMessage("cluster going: it is being deleted")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> changes.operate(TestCloud.owner(), cluster.id(), Demand.RETRY))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
    }

    @Test
    void aForeignClusterIsNotFound() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("mine"));
        var changes = server.feature().changes();

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> changes.update(TestCloud.stranger(), cluster.id(), sized("group-0", 1, 1)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> changes.operate(TestCloud.stranger(), cluster.id(), Demand.RECONCILE))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void aReconcileIsARunOfItsOwnAndASecondOneIsNone() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        cloud.world().staysSilent(EngineCall.ENSURE_SYSTEM_COMPONENTS);
        var changes = server.feature().changes();

        var first = changes.operate(TestCloud.owner(), cluster.id(), Demand.RECONCILE);
        var second = changes.operate(TestCloud.owner(), cluster.id(), Demand.RECONCILE);

        assertThat(first.status().operation()).isEqualTo(Operation.RECONCILE);
        assertThat(first.status().state()).isEqualTo(OperationState.PROCESSING);
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(second.status().state()).isEqualTo(OperationState.PROCESSING);

        cloud.world().speaks(EngineCall.ENSURE_SYSTEM_COMPONENTS);
        cloud.awaitSucceeded(server, cluster.id());
    }

    @Test
    void aCreationThatIsLookedAtOnceMoreIsStillACreation() {
        cloud.world().fails(EngineCall.ENSURE_CONTROL_PLANE, 1000);
        var server = cloud.server();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("bumpy"));
        Eventually.until("the failure is told", () -> statusOf(server, cluster).state() == OperationState.ERROR);

        var answer = server.feature().changes().operate(TestCloud.owner(), cluster.id(), Demand.RETRY);

        assertThat(answer.status().operation()).isEqualTo(Operation.CREATE);
        assertThat(answer.status().state()).isEqualTo(OperationState.PROCESSING);
        assertThat(answer.status().lastErrors()).isNotEmpty();
    }

    @Test
    void aRetryForgetsTheFailuresInTheQueue() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("tired"));
        cloud.database().execute("UPDATE work SET attempts = 12, due = now() + interval '1 hour'");

        server.feature().changes().operate(TestCloud.owner(), cluster.id(), Demand.RECONCILE);
        assertThat(work(server, "attempts")).isEqualTo(12);

        server.feature().changes().operate(TestCloud.owner(), cluster.id(), Demand.RETRY);
        assertThat(work(server, "attempts")).isZero();
        assertThat(work(server, "extract(epoch FROM due - now())::int")).isLessThanOrEqualTo(0);
    }

    @Test
    void aBrokenNodeThatIsLookedAtAgainIsNotASuccessBeforeItHealed() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "sick");
        cloud.world().breaks(cluster.id(), ScriptedWorld.Part.NODES, "NodeNotReady", "One node does not answer.");

        server.feature().changes().operate(TestCloud.owner(), cluster.id(), Demand.RECONCILE);
        var broken = Eventually.value(
                "seen broken",
                () -> statusOf(server, cluster),
                status -> status.condition(ConditionType.EVERY_NODE_READY).status() == Fact.Status.FALSE);
        assertThat(broken.succeeded()).isFalse();

        cloud.world().heals(cluster.id(), ScriptedWorld.Part.NODES);
        cloud.awaitSucceeded(server, cluster.id());
    }

    private static int work(TestPlatform server, String column) {
        return server.database()
                .withHandle(tx -> tx.createQuery("SELECT " + column + " FROM work WHERE kind LIKE 'cluster/%'")
                        .mapTo(Integer.class)
                        .one());
    }

    private static ClusterStatus statusOf(TestPlatform server, Cluster cluster) {
        return server.clusters().get(TestCloud.owner(), cluster.id()).status();
    }

    private static ClusterChange sized(String group, int min, int max) {
        var change = new WorkerGroupChange(
                group, Optional.empty(), Optional.of(min), Optional.of(max), Optional.empty(), Optional.empty());
        return new ClusterChange(Optional.empty(), List.of(change), Optional.empty());
    }
}
