package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.kubeconfig.Kubeconfig;
import io.bergwerk.testing.Eventually;
import io.bergwerk.v1.KubeconfigServiceListRequest;
import io.bergwerk.v1.KubeconfigServiceListResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KubeconfigRevocationTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void aListSaysWhoMayDoWhatUntilWhen() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        give(server, TestCloud.owner(), cluster, KubeconfigRole.ADMIN);
        cloud.clock().advance(Duration.ofSeconds(1));
        give(server, TestCloud.viewer(), cluster, KubeconfigRole.VIEWER);

        var request = KubeconfigServiceListRequest.newBuilder()
                .setCluster(cluster.id().toString())
                .build();
        KubeconfigServiceListResponse answer = ApiCall.call(
                TestCloud.viewer(), observer -> server.feature().kubeconfigApi().list(request, observer));

        assertThat(answer.getKubeconfigsList())
                .extracting(one -> "%s %s %ds"
                        .formatted(
                                one.getUser(),
                                one.getRole(),
                                one.getUntil().getSeconds() - one.getFrom().getSeconds()))
                .containsExactly("vera@local KUBECONFIG_ROLE_VIEWER 3600s", "anna@local KUBECONFIG_ROLE_ADMIN 3600s");
    }

    @Test
    void aRevokedOneLosesItsRightsBeforeTheAnswer() {
        var holder = cloud.server();
        var other = cloud.bystander();
        var cluster = cloud.createReady(holder, "demo");
        give(holder, TestCloud.owner(), cluster, KubeconfigRole.ADMIN);
        give(holder, TestCloud.owner(), cluster, KubeconfigRole.ADMIN);
        var lost = list(other, cluster).getFirst().id();

        for (var time = 0; time < 2; time++) {
            var revoked = other.feature().access().revoke(TestCloud.owner(), cluster.id(), lost);

            assertThat(revoked.revokedAt()).isPresent();
            assertThat(revoked.removedAt()).isPresent();
            assertThat(cloud.world().bindings(cluster.id())).hasSize(1).doesNotContain(lost);
        }
        assertThat(list(other, cluster)).extracting(Kubeconfig::id).last().isEqualTo(lost);
        assertThat(list(other, cluster)).first().matches(one -> one.revokedAt().isEmpty());
    }

    @Test
    void allAreRevokedAtOnceAndNewOnesWork() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var untouched = cloud.createReady(server, "other");
        for (var time = 0; time < 20; time++) {
            give(server, TestCloud.owner(), cluster, KubeconfigRole.ADMIN);
        }
        give(server, TestCloud.owner(), untouched, KubeconfigRole.ADMIN);

        var revoked = server.feature().access().revokeAll(TestCloud.owner(), cluster.id());
        var again = server.feature().access().revokeAll(TestCloud.owner(), cluster.id());

        assertThat(revoked).hasSize(20).allMatch(one -> one.removedAt().isPresent());
        assertThat(again).isEmpty();
        assertThat(cloud.world().bindings(cluster.id())).isEmpty();
        assertThat(cloud.world().bindings(untouched.id())).hasSize(1);
        give(server, TestCloud.owner(), cluster, KubeconfigRole.ADMIN);
        assertThat(cloud.world().bindings(cluster.id())).hasSize(1);
    }

    @Test
    void aClusterThatCannotBeToldIsToldLater() {
        var holder = cloud.server();
        var cluster = cloud.createReady(holder, "demo");
        give(holder, TestCloud.owner(), cluster, KubeconfigRole.ADMIN);
        holder.close();
        var other = cloud.bystander();
        var lost = list(other, cluster).getFirst().id();

        var revoked = other.feature().access().revoke(TestCloud.owner(), cluster.id(), lost);

        assertThat(revoked.revokedAt()).isPresent();
        assertThat(revoked.removedAt()).isEmpty();
        cloud.server();
        Eventually.until(
                "its rights are gone",
                () -> cloud.world().bindings(cluster.id()).isEmpty());
        Eventually.until(
                "the list says so",
                () -> list(other, cluster).getFirst().removedAt().isPresent());
    }

    @Test
    void whatIsUnknownOrForeignIsNotFound() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var other = cloud.createReady(server, "other");
        give(server, TestCloud.owner(), cluster, KubeconfigRole.ADMIN);
        var known = list(server, cluster).getFirst().id();
        var access = server.feature().access();

        assertNotFound(() -> access.revoke(TestCloud.owner(), cluster.id(), new UUID(1, 2)), "a kubeconfig of cluster");
        assertNotFound(() -> access.revoke(TestCloud.owner(), other.id(), known), "a kubeconfig of cluster");
        assertNotFound(() -> access.revoke(TestCloud.stranger(), cluster.id(), known), "no entity");
        assertNotFound(() -> access.revokeAll(TestCloud.stranger(), cluster.id()), "no entity");
        assertNotFound(() -> access.list(TestCloud.stranger(), cluster.id()), "no entity");
        assertNotFound(() -> access.list(TestCloud.owner(), new ClusterId(new UUID(1, 2))), "no entity");
        assertThat(cloud.world().bindings(cluster.id())).containsExactly(known);
    }

    private static void assertNotFound(ThrowingCallable call, String told) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(call)
                .withMessageContaining(told)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    private static List<Kubeconfig> list(TestPlatform server, Cluster cluster) {
        return server.feature().access().list(TestCloud.owner(), cluster.id());
    }

    private static void give(TestPlatform server, ProjectAccess access, Cluster cluster, KubeconfigRole role) {
        server.feature().access().kubeconfig(access, cluster.id(), role, Optional.empty());
    }
}
