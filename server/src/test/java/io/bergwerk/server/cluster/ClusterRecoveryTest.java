package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.server.kubeconfig.Kubeconfig;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.v1.ClusterBackupServiceListDeletedRequest;
import io.bergwerk.v1.ClusterBackupServiceListDeletedResponse;
import io.bergwerk.v1.ClusterBackupServiceListRequest;
import io.bergwerk.v1.ClusterBackupServiceListResponse;
import io.bergwerk.v1.ClusterBackupServiceUndeleteRequest;
import io.bergwerk.v1.ClusterBackupServiceUndeleteResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterRecoveryTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void backupsAreListedOnEveryServerTheNewestFirst() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var older = backUp(server, cluster, Duration.ofMinutes(30), "1.36.1");
        var newer = backUp(server, cluster, Duration.ofMinutes(15), "1.36.3");
        var request = ClusterBackupServiceListRequest.newBuilder()
                .setCluster(cluster.id().toString())
                .build();

        var other = cloud.bystander();
        ClusterBackupServiceListResponse answer = ApiCall.call(
                TestCloud.viewer(), observer -> other.feature().backupApi().list(request, observer));

        assertThat(answer.getBackupsList())
                .extracting(backup -> "%s %s %s %d"
                        .formatted(
                                backup.getUuid(),
                                backup.getOccasion(),
                                backup.getKubernetesVersion(),
                                backup.getSizeBytes()))
                .containsExactly(
                        newer + " BACKUP_OCCASION_SCHEDULED 1.36.3 4096",
                        older + " BACKUP_OCCASION_SCHEDULED 1.36.1 4096");
        assertThat(answer.hasLastRecovery()).isFalse();
    }

    @Test
    void aRestoreIsAnOperationThatEndsAndSaysSo() {
        cloud.world().waits(EngineCall.ENSURE_RESTORED, 1);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var backup = backUp(server, cluster, Duration.ofMinutes(15), "1.36.3");

        var wished = server.feature().recovery().restore(TestCloud.owner(), cluster.id(), backup);
        var restored = cloud.awaitSucceeded(server, cluster.id());

        assertThat(wished.status().operation()).isEqualTo(Operation.RECONCILE);
        assertThat(wished.status().state()).isEqualTo(OperationState.PROCESSING);
        assertThat(restored.status().operation()).isEqualTo(Operation.RECONCILE);
        assertThat(restored.status().condition(ConditionType.CONTROL_PLANE_HEALTHY))
                .satisfies(condition -> {
                    assertThat(condition.reason()).isEqualTo("Restored");
                    assertThat(condition.message()).contains("brought back to the backup of 2");
                });
        assertThat(cloud.world().made(cluster.id())).containsOnlyOnce("restore of " + backup);
        var last = last(server, cluster);
        assertThat(last.backup())
                .hasValueSatisfying(goal -> assertThat(goal.id()).isEqualTo(backup));
        assertThat(last.username()).isEqualTo("anna@local");
        assertThat(last.endedAt()).isPresent();
        assertThat(last.failure()).isEmpty();

        cloud.advance(Duration.ofHours(25));
        Eventually.until(
                "it is told for a day",
                () -> server.clusters()
                        .get(TestCloud.owner(), cluster.id())
                        .status()
                        .condition(ConditionType.CONTROL_PLANE_HEALTHY)
                        .reason()
                        .equals("Healthy"));
    }

    @Test
    void whoWasRevokedStaysOut() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        give(server, cluster);
        give(server, cluster);
        var backup = backUp(server, cluster, Duration.ofMinutes(15), "1.36.3");
        var access = server.feature().access();
        var both = access.list(TestCloud.owner(), cluster.id()).stream()
                .map(Kubeconfig::id)
                .toList();
        access.revoke(TestCloud.owner(), cluster.id(), both.getFirst());

        server.feature().recovery().restore(TestCloud.owner(), cluster.id(), backup);
        cloud.awaitSucceeded(server, cluster.id());

        assertThat(cloud.world().bindings(cluster.id())).containsExactly(both.getLast());
        assertThat(access.list(TestCloud.owner(), cluster.id()))
                .extracting(Kubeconfig::id)
                .containsExactlyInAnyOrderElementsOf(both);
    }

    /// The engine took the list of those with rights before, and brings it in after.
    @Test
    void whoIsRevokedDuringARestoreIsRevokedAgain() {
        cloud.world().staysSilent(EngineCall.ENSURE_RESTORED);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        give(server, cluster);
        var backup = backUp(server, cluster, Duration.ofMinutes(15), "1.36.3");
        var access = server.feature().access();
        var lost = access.list(TestCloud.owner(), cluster.id()).getFirst().id();
        server.feature().recovery().restore(TestCloud.owner(), cluster.id(), backup);
        Eventually.until(
                "the engine is at it",
                () -> server.clusters()
                        .get(TestCloud.owner(), cluster.id())
                        .status()
                        .condition(ConditionType.API_SERVER_AVAILABLE)
                        .reason()
                        .equals("Silent"));
        access.revoke(TestCloud.owner(), cluster.id(), lost);

        cloud.world().speaks(EngineCall.ENSURE_RESTORED);

        cloud.awaitSucceeded(server, cluster.id());
        Eventually.until(
                "it is revoked again",
                () -> cloud.world().bindings(cluster.id()).isEmpty());
    }

    @Test
    void aRestoreThatDoesNotWorkLeavesTheClusterAndSaysWhy() {
        cloud.world().fails(EngineCall.ENSURE_RESTORED, 1);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var backup = backUp(server, cluster, Duration.ofMinutes(15), "1.36.3");

        server.feature().recovery().restore(TestCloud.owner(), cluster.id(), backup);
        var after = cloud.awaitSucceeded(server, cluster.id());

        assertThat(last(server, cluster).failure()).contains("The script lets this fail.");
        assertThat(after.status().condition(ConditionType.CONTROL_PLANE_HEALTHY).reason())
                .isEqualTo("RestoreFailed");
        assertThat(cloud.world().made(cluster.id())).noneMatch(made -> made.startsWith("restore"));
        assertThat(cloud.world().nodes(cluster.id())).isEqualTo(2);
    }

    @Test
    void whatCannotBeRestoredIsRefused() {
        cloud.world().staysSilent(EngineCall.ENSURE_RESTORED);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var backup = backUp(server, cluster, Duration.ofMinutes(15), "1.36.3");
        var tooOld = backUp(server, cluster, Duration.ofMinutes(30), "1.34.9");
        var recovery = server.feature().recovery();
        var owner = TestCloud.owner();

        refused(
                ErrorCode.NOT_FOUND,
                "one that cluster demo has",
                () -> recovery.restore(owner, cluster.id(), new UUID(1, 2)));
        refused(ErrorCode.NOT_FOUND, "no entity", () -> recovery.restore(TestCloud.stranger(), cluster.id(), backup));
        refused(ErrorCode.FAILED_PRECONDITION, "1.34.9", () -> recovery.restore(owner, cluster.id(), tooOld));
        refused(ErrorCode.FAILED_PRECONDITION, "it is not deleted", () -> recovery.undelete(owner, cluster.id()));

        recovery.restore(owner, cluster.id(), backup);
        refused(
                ErrorCode.FAILED_PRECONDITION,
                "brought back already",
                () -> recovery.restore(owner, cluster.id(), backup));
        refused(ErrorCode.FAILED_PRECONDITION, "it is being brought back", () -> give(server, cluster));
    }

    @Test
    void aDeletionDuringARestoreGoesFirst() {
        cloud.world().staysSilent(EngineCall.ENSURE_RESTORED);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var backup = backUp(server, cluster, Duration.ofMinutes(15), "1.36.3");
        server.feature().recovery().restore(TestCloud.owner(), cluster.id(), backup);

        server.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(server, cluster.id());

        assertThat(cloud.world().clusters()).isEmpty();
        var undeleted = server.feature().recovery().undelete(TestCloud.owner(), cluster.id());
        assertThat(undeleted.id()).isEqualTo(cluster.id());
        cloud.awaitSucceeded(server, cluster.id());
        assertThat(last(server, cluster).backup()).isEmpty();
    }

    @Test
    void aDeletedClusterComesBackAsItWas() {
        cloud.world().waits(EngineCall.ENSURE_UNDELETED, 1);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        give(server, cluster);
        server.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(server, cluster.id());
        var api = server.feature().backupApi();
        var request = ClusterBackupServiceUndeleteRequest.newBuilder()
                .setCluster(cluster.id().toString())
                .build();

        ClusterBackupServiceListDeletedResponse deleted = ApiCall.call(
                TestCloud.viewer(),
                observer -> api.listDeleted(ClusterBackupServiceListDeletedRequest.getDefaultInstance(), observer));
        ClusterBackupServiceUndeleteResponse answer =
                ApiCall.call(TestCloud.owner(), observer -> api.undelete(request, observer));
        var back = cloud.awaitSucceeded(server, cluster.id());

        assertThat(deleted.getClustersList()).singleElement().satisfies(one -> {
            assertThat(one.getUuid()).isEqualTo(cluster.id().toString());
            assertThat(one.getName()).isEqualTo("demo");
            assertThat(one.getUntil().getSeconds() - one.getDeletedAt().getSeconds())
                    .isEqualTo(86_400);
        });
        assertThat(answer.getCluster().getStatus().getType()).isEqualTo("Reconcile");
        assertThat(answer.getCluster().getStatus().getState()).isEqualTo("Processing");
        assertThat(answer.getCluster().hasDeletedAt()).isFalse();
        assertThat(back.spec()).isEqualTo(cluster.spec());
        assertThat(back.monitoring()).isEqualTo(cluster.monitoring());
        assertThat(cloud.world().nodes(cluster.id())).isEqualTo(2);
        assertThat(cloud.world().bindings(cluster.id())).isEmpty();
        assertThat(back.status().condition(ConditionType.CONTROL_PLANE_HEALTHY).reason())
                .isEqualTo("Undeleted");
        assertThat(server.feature()
                        .recovery()
                        .list(TestCloud.owner(), cluster.id())
                        .backups())
                .extracting(ClusterBackup::occasion)
                .contains(Occasion.DELETION);
        server.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(server, cluster.id());
    }

    @Test
    void aNameThatWasGivenAwayIsTaken() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        cloud.world().staysSilent(EngineCall.REMOVE_WORKERS);
        server.clusters().delete(TestCloud.owner(), cluster.id());
        refused(
                ErrorCode.FAILED_PRECONDITION,
                "its deletion has not ended",
                () -> server.feature().recovery().undelete(TestCloud.owner(), cluster.id()));
        cloud.world().speaks(EngineCall.REMOVE_WORKERS);
        server.wakeAll();
        cloud.awaitGone(server, cluster.id());
        var next = cloud.createReady(server, "demo");

        refused(
                ErrorCode.ALREADY_EXISTS,
                "another cluster of that name",
                () -> server.feature().recovery().undelete(TestCloud.owner(), cluster.id()));

        server.clusters().delete(TestCloud.owner(), next.id());
        cloud.awaitGone(server, next.id());
        server.feature().recovery().undelete(TestCloud.owner(), cluster.id());
        cloud.awaitSucceeded(server, cluster.id());
    }

    @Test
    void afterADayItIsTooLate() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        server.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(server, cluster.id());
        var recovery = server.feature().recovery();
        refused(ErrorCode.NOT_FOUND, "no entity", () -> recovery.undelete(TestCloud.stranger(), cluster.id()));

        cloud.clock().advance(ClusterRecoveryService.UNDELETABLE);

        assertThat(recovery.listDeleted(TestCloud.owner())).isEmpty();
        refused(ErrorCode.NOT_FOUND, "no entity", () -> recovery.undelete(TestCloud.owner(), cluster.id()));
    }

    @Test
    void whatNothingIsKeptOfGoesAgainAndSaysSo() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        server.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(server, cluster.id());
        cloud.world().purge(cluster.id());

        server.feature().recovery().undelete(TestCloud.owner(), cluster.id());

        cloud.awaitGone(server, cluster.id());
        assertThat(last(server, cluster).failure()).contains("Nothing of the cluster is kept any more.");
        assertThat(cloud.world().clusters()).isEmpty();
    }

    private UUID backUp(TestPlatform server, Cluster cluster, Duration ago, String version) {
        var backup = new ClusterBackup(
                UUID.randomUUID(),
                cloud.clock().instant().minus(ago),
                Occasion.SCHEDULED,
                KubernetesVersion.parse(version),
                4096);
        cloud.world().backUp(cluster.id(), backup);
        server.wakeAll();
        server.feature().changes().operate(TestCloud.owner(), cluster.id(), Demand.RECONCILE);
        Eventually.until(
                "the backup is known",
                () -> server.feature().recovery().list(TestCloud.owner(), cluster.id()).backups().stream()
                        .anyMatch(it -> it.id().equals(backup.id())));
        cloud.awaitSucceeded(server, cluster.id());
        return backup.id();
    }

    private static Recovery last(TestPlatform server, Cluster cluster) {
        return server.feature()
                .recovery()
                .list(TestCloud.owner(), cluster.id())
                .last()
                .orElseThrow();
    }

    private static void give(TestPlatform server, Cluster cluster) {
        server.feature().access().kubeconfig(TestCloud.owner(), cluster.id(), KubeconfigRole.ADMIN, Optional.empty());
    }

    private static void refused(ErrorCode code, String told, ThrowingCallable call) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(call)
                .withMessageContaining(told)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
