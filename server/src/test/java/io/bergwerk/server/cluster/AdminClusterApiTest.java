package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.Duration;
import io.bergwerk.admin.v1.ClusterServiceCredentialsRequest;
import io.bergwerk.admin.v1.ClusterServiceCredentialsResponse;
import io.bergwerk.admin.v1.ClusterServiceGetAdminKubeconfigRequest;
import io.bergwerk.admin.v1.ClusterServiceGetAdminKubeconfigResponse;
import io.bergwerk.admin.v1.ClusterServiceGetRequest;
import io.bergwerk.admin.v1.ClusterServiceGetResponse;
import io.bergwerk.admin.v1.ClusterServiceGetViewerKubeconfigRequest;
import io.bergwerk.admin.v1.ClusterServiceGetViewerKubeconfigResponse;
import io.bergwerk.admin.v1.ClusterServiceListRequest;
import io.bergwerk.admin.v1.ClusterServiceListResponse;
import io.bergwerk.admin.v1.Machine;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.access.AdminRole;
import io.bergwerk.server.access.Proofs;
import io.bergwerk.testing.engine.Certificates;
import io.bergwerk.testing.engine.EngineCall;
import io.bergwerk.testing.engine.ScriptedEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AdminClusterApiTest {
    private static final AdminAccess EDITOR = Proofs.admin("op@local", AdminRole.EDITOR);
    private static final AdminAccess VIEWER = Proofs.admin("vi@local", AdminRole.VIEWER);

    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void clustersOfAllProjectsAreFoundByAllFiltersTogether() {
        var server = cloud.bystander();
        var one = server.clusters().create(TestCloud.owner(), TestCloud.draft("one"));
        cloud.clock().advance(java.time.Duration.ofSeconds(1));
        server.clusters().create(TestCloud.stranger(), TestCloud.draft("two"));
        cloud.clock().advance(java.time.Duration.ofSeconds(1));
        server.clusters().create(TestCloud.owner(), TestCloud.draft("three"));

        assertThat(names(server, it -> it)).containsExactly("one", "two", "three");
        assertThat(names(server, it -> it.setUuid(one.id().toString()))).containsExactly("one");
        assertThat(names(server, it -> it.setProject(TestCloud.PROJECT.toString())))
                .containsExactly("one", "three");
        assertThat(names(
                        server,
                        it -> it.setProject(TestCloud.PROJECT.toString()).setName("two")))
                .isEmpty();
        assertThat(names(server, it -> it.setTenant("anna@local").setName("two")))
                .containsExactly("two");
        assertThat(names(server, it -> it.setTenant("anna"))).isEmpty();
        assertThat(names(server, it -> it.setPartition("eqx-mu4"))).hasSize(3);
        assertThat(names(server, it -> it.setPartition("eqx"))).isEmpty();
        assertThat(names(server, it -> it.setSeed(ScriptedEngine.NAME))).hasSize(3);
        assertThat(names(server, it -> it.setSeed("elsewhere"))).isEmpty();
        assertThat(names(server, it -> it.setPurpose(one.spec().purpose()))).hasSize(3);
        assertThat(names(server, it -> it.setPurpose("fun"))).isEmpty();
        assertThat(names(server, it -> it.putLabels("team", "ore"))).isEmpty();
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> names(server, it -> it.setUuid("one")))
                .withMessageContaining("uuid: \"one\"");
    }

    @Test
    void aClusterIsShownWithItsTenantAndThePasswordToEditorsAlone() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");

        var seen = get(server, EDITOR, cluster, false);

        assertThat(seen.getCluster().getTenant()).isEqualTo("anna@local");
        assertThat(seen.getCluster().getProject()).isEqualTo(TestCloud.PROJECT.toString());
        assertThat(seen.getCluster().getMonitoring().getPassword())
                .isEqualTo(cluster.monitoring().password());
        assertThat(seen.getMachinesList()).isEmpty();
        assertThat(get(server, VIEWER, cluster, false)
                        .getCluster()
                        .getMonitoring()
                        .getPassword())
                .isEmpty();
    }

    @Test
    void machinesHaveNamesOnTheServerThatRunsTheEngineAndAreCountedOnOthers() {
        var holder = cloud.server();
        var other = cloud.bystander();
        var cluster = cloud.createReady(holder, "demo");

        var machines = get(holder, VIEWER, cluster, true).getMachinesList();

        assertThat(machines).extracting(Machine::getName).containsExactly("group-0-0", "group-0-1");
        assertThat(machines).allSatisfy(machine -> {
            assertThat(machine.getUuid()).isNotEmpty();
            assertThat(machine.getHostname()).isEqualTo(machine.getName());
            assertThat(machine.getRole()).isEqualTo("machine");
            assertThat(machine.getLiveliness()).isEqualTo("Alive");
            assertThat(machine.getSize()).isEqualTo("n1-medium-x86");
            assertThat(machine.getPartition()).isEqualTo("eqx-mu4");
            assertThat(machine.getProject()).isEqualTo(TestCloud.PROJECT.toString());
            assertThat(machine.getImage()).isEqualTo(cluster.spec().image().toString());
            assertThat(machine.hasCreated()).isTrue();
        });
        assertThat(get(other, VIEWER, cluster, true).getMachinesList())
                .hasSize(2)
                .allSatisfy(machine -> {
                    assertThat(machine.getName()).isEmpty();
                    assertThat(machine.getLiveliness()).isEqualTo("Unknown");
                    assertThat(machine.getSize()).isEqualTo("n1-medium-x86");
                });
    }

    @Test
    void whatIsNotThereOrGoneIsNotFound() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        server.clusters().delete(TestCloud.owner(), cluster.id());
        cloud.awaitGone(server, cluster.id());

        for (var uuid : List.of(cluster.id().toString(), UUID.randomUUID().toString())) {
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> get(server, EDITOR, uuid, false))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> credentials(server, uuid, 3600))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
        assertThat(names(server, it -> it)).isEmpty();
    }

    @Test
    void kubeconfigsAreThoseOfTheProjectInTheAdministratorsName() throws Exception {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var uuid = cluster.id().toString();

        var credentials = credentials(server, uuid, 600);
        ClusterServiceGetAdminKubeconfigResponse admin = ApiCall.call(
                EDITOR,
                observer -> server.feature()
                        .adminApi()
                        .getAdminKubeconfig(
                                ClusterServiceGetAdminKubeconfigRequest.newBuilder()
                                        .setUuid(uuid)
                                        .build(),
                                observer));
        ClusterServiceGetViewerKubeconfigResponse viewer = ApiCall.call(
                VIEWER,
                observer -> server.feature()
                        .adminApi()
                        .getViewerKubeconfig(
                                ClusterServiceGetViewerKubeconfigRequest.newBuilder()
                                        .setUuid(uuid)
                                        .build(),
                                observer));

        assertThat(credentials.hasSshKeypair()).isFalse();
        assertThat(credentials.hasVpn()).isFalse();
        assertThat(subject(credentials.getKubeconfig())).contains("CN=op@local");
        assertThat(subject(admin.getKubeconfig())).contains("CN=op@local");
        assertThat(subject(viewer.getKubeconfig())).contains("CN=vi@local");
        assertThat(yaml(credentials.getKubeconfig()).at("/current-context").asText())
                .isEqualTo("garden-%s--demo-external".formatted(TestCloud.PROJECT));
        assertThat(server.feature().access().list(TestCloud.owner(), cluster.id()))
                .extracting(kubeconfig -> kubeconfig.username() + " " + kubeconfig.role())
                .containsExactlyInAnyOrder(
                        "op@local " + KubeconfigRole.ADMIN,
                        "op@local " + KubeconfigRole.ADMIN,
                        "vi@local " + KubeconfigRole.VIEWER);
    }

    @Test
    void theRulesOfTheProjectsKubeconfigsHold() {
        cloud.world().staysSilent(EngineCall.ENSURE_CONTROL_PLANE);
        var server = cloud.server();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("demo"));
        var uuid = cluster.id().toString();

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> credentials(server, uuid, 3600))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> credentials(server, uuid, 86_401))
                .withMessageContaining("at most 24 hours");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> credentials(server, uuid, 599))
                .withMessageContaining("expiration: PT9M59S");
    }

    private static List<String> names(TestPlatform server, UnaryOperator<ClusterServiceListRequest.Builder> filter) {
        ClusterServiceListResponse answer = ApiCall.call(
                VIEWER,
                observer -> server.feature()
                        .adminApi()
                        .list(
                                filter.apply(ClusterServiceListRequest.newBuilder())
                                        .build(),
                                observer));
        return answer.getClustersList().stream()
                .map(io.bergwerk.api.v1.Cluster::getName)
                .toList();
    }

    private static ClusterServiceGetResponse get(
            TestPlatform server, AdminAccess access, Cluster cluster, boolean withMachines) {
        return get(server, access, cluster.id().toString(), withMachines);
    }

    private static ClusterServiceGetResponse get(
            TestPlatform server, AdminAccess access, String uuid, boolean withMachines) {
        var request = ClusterServiceGetRequest.newBuilder().setUuid(uuid).setWithMachines(withMachines);
        return ApiCall.call(access, observer -> server.feature().adminApi().get(request.build(), observer));
    }

    private static ClusterServiceCredentialsResponse credentials(TestPlatform server, String uuid, long seconds) {
        var request = ClusterServiceCredentialsRequest.newBuilder()
                .setUuid(uuid)
                .setWithSsh(true)
                .setWithVpn(true)
                .setExpiration(Duration.newBuilder().setSeconds(seconds));
        return ApiCall.call(EDITOR, observer -> server.feature().adminApi().credentials(request.build(), observer));
    }

    private static String subject(String kubeconfig) throws Exception {
        var data = yaml(kubeconfig).at("/users/0/user/client-certificate-data").asText();
        return Certificates.parse(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
                .getSubjectX500Principal()
                .getName();
    }

    private static JsonNode yaml(String kubeconfig) throws IOException {
        return new YAMLMapper().readTree(kubeconfig);
    }
}
