package io.bergwerk.server.cluster;

import static io.bergwerk.server.cluster.ApiCall.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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
import io.bergwerk.api.v1.ClusterServiceOperateRequest;
import io.bergwerk.api.v1.ClusterServiceOperateResponse;
import io.bergwerk.api.v1.ClusterServiceUpdateRequest;
import io.bergwerk.api.v1.ClusterServiceUpdateResponse;
import io.bergwerk.api.v1.ClusterStatusCondition;
import io.bergwerk.api.v1.KubernetesSpec;
import io.bergwerk.api.v1.Maintenance;
import io.bergwerk.api.v1.Operate;
import io.bergwerk.api.v1.WorkerUpdate;
import io.bergwerk.common.ClusterId;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.v1.Capacity;
import io.bergwerk.v1.CapacityServiceListRequest;
import io.bergwerk.v1.CapacityServiceListResponse;
import io.bergwerk.v1.ClusterSettingsServiceGetRequest;
import io.bergwerk.v1.ClusterSettingsServiceGetResponse;
import io.bergwerk.v1.ClusterSettingsServiceUpdateRequest;
import io.bergwerk.v1.ClusterSettingsServiceUpdateResponse;
import java.util.List;
import java.util.Optional;
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

    @Test
    void anUpdateTellsAbsentFieldsFromZeros() {
        var server = cloud.bystander();
        var api = server.feature().api();
        var group = new WorkerGroupSpec("group-0", "n1-medium-x86", 2, 3, 0, 2);
        var cluster = server.clusters()
                .create(
                        TestCloud.owner(),
                        new ClusterDraft("demo", "eqx-mu4", "1.36.1", List.of(group), Optional.empty()));
        var request = ClusterServiceUpdateRequest.newBuilder()
                .setUuid(cluster.id().toString())
                .setKubernetes(KubernetesSpec.newBuilder().setVersion("1.37.2"))
                .addWorkers(WorkerUpdate.newBuilder()
                        .setName("group-0")
                        .setMaxsize(5)
                        .setMaxunavailable(0))
                .setMaintenance(Maintenance.newBuilder().setKubernetesAutoupdate(false))
                .build();

        ClusterServiceUpdateResponse answer = call(TestCloud.owner(), observer -> api.update(request, observer));

        assertThat(answer.getCluster().getStatus().getType()).isEqualTo("Reconcile");
        assertThat(answer.getCluster().getStatus().getState()).isEqualTo("Processing");
        assertThat(answer.getCluster().getKubernetes().getVersion()).isEqualTo("1.37.2");
        assertThat(answer.getCluster().getWorkers(0)).satisfies(worker -> {
            assertThat(worker.getMachineType()).isEqualTo("n1-medium-x86");
            assertThat(List.of(
                            worker.getMinsize(), worker.getMaxsize(), worker.getMaxsurge(), worker.getMaxunavailable()))
                    .containsExactly(2, 5, 1, 0);
        });
        assertThat(answer.getCluster().getMaintenance()).satisfies(maintenance -> {
            assertThat(maintenance.getKubernetesAutoupdate()).isFalse();
            assertThat(maintenance.getMachineimageAutoupdate()).isTrue();
            assertThat(maintenance.getTimeWindow().getDuration().getSeconds()).isEqualTo(7200);
        });
    }

    @Test
    void anOperationHasToBeNamed() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("demo"));
        var unnamed = ClusterServiceOperateRequest.newBuilder()
                .setUuid(cluster.id().toString())
                .build();

        assertThatThrownBy(() -> ApiCall.<ClusterServiceOperateResponse>call(
                        TestCloud.owner(), observer -> server.feature().api().operate(unnamed, observer)))
                .hasMessageContaining("validation error: operate: ");

        ClusterServiceOperateResponse answer = call(
                TestCloud.owner(),
                observer -> server.feature()
                        .api()
                        .operate(
                                unnamed.toBuilder()
                                        .setOperate(Operate.OPERATE_RETRY)
                                        .build(),
                                observer));
        assertThat(answer.getCluster().getUuid()).isEqualTo(cluster.id().toString());
    }

    @Test
    void settingsAreReadAndChanged() {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("demo"));
        var api = server.feature().settingsApi();
        var get = ClusterSettingsServiceGetRequest.newBuilder()
                .setUuid(cluster.id().toString())
                .build();
        var protect = ClusterSettingsServiceUpdateRequest.newBuilder()
                .setUuid(cluster.id().toString())
                .setDeletionProtection(true)
                .build();

        ClusterSettingsServiceGetResponse before = call(TestCloud.viewer(), observer -> api.get(get, observer));
        ClusterSettingsServiceUpdateResponse after = call(TestCloud.owner(), observer -> api.update(protect, observer));

        assertThat(before.getSettings().getDeletionProtection()).isFalse();
        assertThat(after.getSettings().getDeletionProtection()).isTrue();
        assertThat(after.getSettings().getUuid()).isEqualTo(cluster.id().toString());
    }

    @Test
    void capacityNamesAllTypesOfAllPartitions() {
        var server = cloud.bystander();
        server.clusters().create(TestCloud.owner(), TestCloud.draft("demo"));

        CapacityServiceListResponse answer = call(
                TestCloud.owner(),
                observer ->
                        server.feature().capacityApi().list(CapacityServiceListRequest.getDefaultInstance(), observer));

        assertThat(answer.getCapacitiesList())
                .extracting(Capacity::getPartition, Capacity::getMachineType, Capacity::getTotal, Capacity::getFree)
                .containsExactly(
                        tuple("eqx-mu4", "n1-medium-x86", 100_000, 99_998),
                        tuple("eqx-mu4", "c1-medium-x86", 100_000, 100_000),
                        tuple("eqx-mu4", "c1-large-x86", 100_000, 100_000));
    }

    private static ClusterServiceCreateRequest minimal() {
        return ClusterServiceCreateRequest.newBuilder()
                .setProject(TestCloud.PROJECT.toString())
                .setName("demo")
                .setPartition("eqx-mu4")
                .build();
    }
}
