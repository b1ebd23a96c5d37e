package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.bergwerk.api.v1.ClusterServiceCreateRequest;
import io.bergwerk.api.v1.ClusterServiceCreateResponse;
import io.bergwerk.api.v1.ClusterServiceDeleteRequest;
import io.bergwerk.api.v1.ClusterServiceDeleteResponse;
import io.bergwerk.api.v1.ClusterServiceGetRequest;
import io.bergwerk.api.v1.ClusterServiceGetResponse;
import io.bergwerk.api.v1.ClusterServiceGetViewerKubeconfigRequest;
import io.bergwerk.api.v1.ClusterServiceGetViewerKubeconfigResponse;
import io.bergwerk.api.v1.ClusterServiceListRequest;
import io.bergwerk.api.v1.ClusterServiceListResponse;
import io.bergwerk.api.v1.ClusterStatusCondition;
import io.bergwerk.common.ClusterId;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.Proofs;
import io.bergwerk.testing.engine.EngineCall;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterApiTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void anAnswerHasEverythingThatClientsLookAt() {
        var api = cloud.bystander().feature().api();

        ClusterServiceCreateResponse answer = call(TestCloud.owner(), observer -> api.create(minimal(), observer));

        var cluster = answer.getCluster();
        assertThat(cluster.getUuid()).matches("[0-9a-f-]{36}");
        assertThat(cluster.getName()).isEqualTo("demo");
        assertThat(cluster.getProject()).isEqualTo(TestCloud.PROJECT.toString());
        assertThat(cluster.getTenant()).isEqualTo("anna@local");
        assertThat(cluster.getPartition()).isEqualTo("eqx-mu4");
        assertThat(cluster.getKubernetes().getVersion()).isEqualTo("1.36.3");
        assertThat(cluster.getWorkersList()).singleElement().satisfies(group -> {
            assertThat(group.getName()).isEqualTo("group-0");
            assertThat(group.getMaxsurge()).isEqualTo(1);
        });
        assertThat(cluster.getMaintenance().hasKubernetesAutoupdate()).isTrue();
        assertThat(cluster.getMaintenance().hasMachineimageAutoupdate()).isTrue();
        assertThat(cluster.getMaintenance().getTimeWindow().hasBegin()).isTrue();
        assertThat(cluster.getMaintenance().getTimeWindow().getDuration().getSeconds())
                .isEqualTo(7200);
        assertThat(cluster.hasCreatedAt() && cluster.hasUpdatedAt()).isTrue();
        assertThat(cluster.hasDeletedAt()).isFalse();
        assertThat(cluster.getPurpose()).isEqualTo("evaluation");
        assertThat(cluster.getMonitoring().getEndpoint())
                .isEqualTo("http://127.0.0.1:8080/clusters/%s/metrics".formatted(cluster.getUuid()));
        assertThat(cluster.getStatus().getApiServerReady()).isEqualTo("Unknown");
        assertThat(cluster.getStatus().getConditionsList())
                .extracting(ClusterStatusCondition::getType)
                .containsExactly(
                        "APIServerAvailable",
                        "ControlPlaneHealthy",
                        "EveryNodeReady",
                        "SystemComponentsHealthy",
                        "ObservabilityComponentsHealthy");
    }

    @Test
    void aReadAnswersWhatTheCreateAnswered() {
        var api = cloud.bystander().feature().api();
        ClusterServiceCreateResponse created = call(TestCloud.owner(), observer -> api.create(minimal(), observer));
        var get = ClusterServiceGetRequest.newBuilder()
                .setProject(TestCloud.PROJECT.toString())
                .setUuid(created.getCluster().getUuid().toUpperCase(java.util.Locale.ROOT))
                .build();
        var list = ClusterServiceListRequest.newBuilder()
                .setProject(TestCloud.PROJECT.toString())
                .build();

        ClusterServiceGetResponse read = call(TestCloud.owner(), observer -> api.get(get, observer));
        ClusterServiceListResponse listed = call(TestCloud.owner(), observer -> api.list(list, observer));

        assertThat(read.getCluster()).isEqualTo(created.getCluster());
        assertThat(listed.getClustersList()).containsExactly(created.getCluster());
    }

    @Test
    void theMetricsPasswordIsNotForViewers() {
        var api = cloud.bystander().feature().api();
        ClusterServiceCreateResponse created = call(TestCloud.owner(), observer -> api.create(minimal(), observer));
        var get = ClusterServiceGetRequest.newBuilder()
                .setUuid(created.getCluster().getUuid())
                .build();

        ClusterServiceGetResponse seen = call(TestCloud.viewer(), observer -> api.get(get, observer));

        assertThat(created.getCluster().getMonitoring().getPassword()).hasSize(43);
        assertThat(seen.getCluster().getMonitoring().getPassword()).isEmpty();
        assertThat(seen.getCluster().getMonitoring().getUsername()).isEqualTo("metrics");
    }

    @Test
    void aDeleteAnswersTheWholeCluster() {
        cloud.world().staysSilent(EngineCall.REMOVE_WORKERS);
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var request = ClusterServiceDeleteRequest.newBuilder()
                .setUuid(cluster.id().toString())
                .build();

        ClusterServiceDeleteResponse answer =
                call(TestCloud.owner(), observer -> server.feature().api().delete(request, observer));

        assertThat(answer.getCluster().hasDeletedAt()).isTrue();
        assertThat(answer.getCluster().getProject()).isEqualTo(TestCloud.PROJECT.toString());
        assertThat(answer.getCluster().getStatus().getType()).isEqualTo("Delete");
        assertThat(answer.getCluster().getStatus().getState()).isEqualTo("Processing");
    }

    @Test
    void aViewersKubeconfigIsBoundToReading() {
        var server = cloud.server();
        var id = new ClusterId(cloud.createReady(server, "demo").id().value());
        var request = ClusterServiceGetViewerKubeconfigRequest.newBuilder()
                .setUuid(id.toString())
                .setExpiration(Duration.newBuilder().setSeconds(3720))
                .build();

        ClusterServiceGetViewerKubeconfigResponse answer =
                call(TestCloud.viewer(), observer -> server.feature().api().getViewerKubeconfig(request, observer));

        assertThat(answer.getKubeconfig()).contains("--demo-external");
        assertThat(cloud.world().roles(id)).containsOnly("VIEWER");
    }

    private static ClusterServiceCreateRequest minimal() {
        return ClusterServiceCreateRequest.newBuilder()
                .setProject(TestCloud.PROJECT.toString())
                .setName("demo")
                .setPartition("eqx-mu4")
                .build();
    }

    private static <T> T call(ProjectAccess access, Consumer<StreamObserver<T>> method) {
        var answers = new ArrayList<T>();
        Proofs.context(access)
                .run(() -> method.accept(new StreamObserver<>() {
                    @Override
                    public void onNext(T answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        throw new AssertionError(failure);
                    }

                    @Override
                    public void onCompleted() {}
                }));
        return List.copyOf(answers).getFirst();
    }
}
