package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterReadsTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void aChangeOnAnotherServerIsInTheNextRead() {
        var writer = cloud.server();
        var reader = cloud.bystander();
        var id = cloud.createReady(writer, "shared").id();
        var before = reader.clusters().get(TestCloud.owner(), id);
        assertThat(reader.clusters().get(TestCloud.owner(), id)).isSameAs(before);

        writer.feature().changes().protect(TestCloud.owner(), id, Optional.of(true));

        assertThat(reader.clusters().get(TestCloud.owner(), id).deletionProtected())
                .isTrue();
    }

    @Test
    void aClusterReadBeforeStaysHiddenFromOtherProjectsAndGoesWithItsRow() {
        var server = cloud.server();
        var id = cloud.createReady(server, "mine").id();
        server.clusters().get(TestCloud.owner(), id);

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> server.clusters().get(TestCloud.stranger(), id))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));

        server.clusters().delete(TestCloud.owner(), id);
        cloud.awaitGone(server, id);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> server.clusters().get(TestCloud.owner(), id))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
}
