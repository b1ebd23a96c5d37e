package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.testing.engine.EngineCall;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterSettingsTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void aProtectedClusterIsNotDeleted() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "precious");
        var changes = server.feature().changes();
        assertThat(cluster.deletionProtected()).isFalse();

        var protectedOne = changes.protect(TestCloud.owner(), cluster.id(), Optional.of(true));

        assertThat(protectedOne.deletionProtected()).isTrue();
        assertThat(protectedOne.status().succeeded()).isTrue();
        assertThat(changes.protect(TestCloud.owner(), cluster.id(), Optional.empty())
                        .deletionProtected())
                .isTrue();
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> server.clusters().delete(TestCloud.owner(), cluster.id()))
                .withMessage("cluster precious: it is protected from deletion: turn its protection off first")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));

        changes.protect(TestCloud.owner(), cluster.id(), Optional.of(false));
        server.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(server, cluster.id());
    }

    @Test
    void aClusterThatIsBeingDeletedTakesNoProtection() {
        cloud.world().staysSilent(EngineCall.REMOVE_WORKERS);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "late");
        server.clusters().delete(TestCloud.owner(), cluster.id());

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(
                        () -> server.feature().changes().protect(TestCloud.owner(), cluster.id(), Optional.of(true)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
    }

    @Test
    void aForeignClusterHasNoSettings() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("mine"));

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(
                        () -> server.feature().changes().protect(TestCloud.stranger(), cluster.id(), Optional.of(true)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}
