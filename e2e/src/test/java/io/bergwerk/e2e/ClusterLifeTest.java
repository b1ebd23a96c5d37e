package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/// One cluster from its wish to its end, by curl and kubectl. The order of the tests is the cluster's life.
@ExtendWith(SharedInstallation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterLifeTest {
    private static final Set<String> CONDITIONS = Set.of(
            "APIServerAvailable",
            "ControlPlaneHealthy",
            "EveryNodeReady",
            "SystemComponentsHealthy",
            "ObservabilityComponentsHealthy");

    private @Nullable ClusterCalls cluster;

    private ClusterCalls cluster() {
        if (cluster == null) {
            throw new AssertionError("no cluster was made");
        }
        return cluster;
    }

    @Test
    @Order(1)
    void curlCreatesACluster(Installation installation) {
        var owner = new Account(installation.admin());

        var made = curl(owner.api(), "api.v1.ClusterService/Create", """
                        {"project": "%s", "name": "demo", "partition": "eqx-mu4", "kubernetes": {"version": "1.36.3"},
                         "workers": [{"name": "group-0", "machineType": "n1-medium-x86", "minsize": 2, "maxsize": 3}],
                         "maintenance": {"timeWindow": {"begin": {"hour": 3, "timezone": "Local"}, "duration": "7200s"}}}""".formatted(owner.project()))
                .path("cluster");

        cluster = new ClusterCalls(owner, made.path("uuid").asText());
        assertThat(made.path("name").asText()).isEqualTo("demo");
        assertThat(made.path("tenant").asText()).isEqualTo(owner.login());
        assertThat(made.at("/kubernetes/version").asText()).isEqualTo("1.36.3");
        assertThat(made.at("/maintenance/timeWindow/begin/timezone").asText()).isEqualTo("UTC");
        assertThat(made.at("/workers/0/maxsurge").asInt()).isEqualTo(1);
        assertThat(made.at("/status/type").asText()).isEqualTo("Create");
        assertThat(made.at("/status/state").asText()).isEqualTo("Processing");
        assertThat(cluster().get().path("uuid").asText()).isEqualTo(cluster().uuid());
    }

    @Test
    @Order(2)
    void aSecondOneOfThatNameIsRefused() {
        var again = cluster().owner().onProject("api.v1.ClusterService/Create", "\"name\": \"demo\"");

        assertThat(again.code()).isEqualTo("already_exists");
        assertThat(again.message()).contains("demo");
    }

    @Test
    @Order(3)
    void aWatchShowsItsWayUp() {
        try (var stream = cluster().watch()) {
            stream.await("a first message", Duration.ofSeconds(10), _ -> true);
            stream.await(
                    "success",
                    ClusterCalls.CREATION,
                    message -> message.at("/status/state").asText().equals("Succeeded"));

            var statuses = stream.messages().stream()
                    .map(message -> message.body().path("status"))
                    .toList();
            assertThat(statuses).allSatisfy(status -> {
                assertThat(status.path("type").asText()).isEqualTo("Create");
                assertThat(status.path("uuid").asText()).isEqualTo(cluster().uuid());
                assertThat(status.path("progress").asInt() == 100)
                        .isEqualTo(status.path("state").asText().equals("Succeeded"));
                assertThat(names(status)).isEqualTo(CONDITIONS);
            });
            assertThat(statuses.stream()
                            .map(status -> status.path("progress").asInt())
                            .toList())
                    .isSorted();
            assertThat(stream.header("x-accel-buffering")).isEqualTo("no");
            assertThat(stream.isOpen()).isTrue();
        }
    }

    private static Set<String> names(JsonNode status) {
        return Set.copyOf(status.path("conditions")
                .valueStream()
                .map(condition -> condition.path("type").asText())
                .toList());
    }

    @Test
    @Order(4)
    void allIsWellWhenItIsReady() {
        var ready = cluster().awaitSucceeded().get();

        for (var field : List.of("apiServerReady", "controlPlaneReady", "nodesReady", "systemComponentsReady")) {
            assertThat(ready.path("status").path(field).asText()).as(field).isEqualTo("True");
        }
        assertThat(ready.at("/status/lastErrors")).isEmpty();
        assertThat(ready.path("purpose").asText()).isNotEmpty();
        assertThat(ready.at("/monitoring/endpoint").asText()).startsWith("http");
        assertThat(ready.at("/monitoring/password").asText()).isNotEmpty();
        Secrets.KNOWN.add(
                "monitoring password", ready.at("/monitoring/password").asText());
        assertThat(ready.at("/maintenance/kubernetesAutoupdate").isBoolean()).isTrue();
        assertThat(ready.has("updatedAt") && ready.has("createdAt") && !ready.has("deletedAt"))
                .isTrue();
    }

    @Test
    @Order(5)
    void itsKubeconfigOpensARealKubernetes() {
        var content = curl(
                        cluster().owner().api(),
                        "api.v1.ClusterService/GetCredentials",
                        "{\"project\": \"%s\", \"uuid\": \"%s\", \"expiration\": \"3600s\"}"
                                .formatted(
                                        cluster().owner().project(), cluster().uuid()))
                .path("kubeconfig")
                .asText();
        var kubectl = Kubectl.with(content);

        assertThat(content)
                .contains("garden-%s--demo-external".formatted(cluster().owner().project()))
                .contains("garden-%s--demo-internal".formatted(cluster().owner().project()))
                .doesNotContain("exec:", "token:");
        assertThat(kubectl.readyNodes()).hasSize(2);
        assertThat(kubectl.json("version").at("/serverVersion/gitVersion").asText())
                .isEqualTo("v1.36.3");
    }

    @Test
    @Order(6)
    void aDeploymentBecomesAvailableAndAnswers() {
        var kubectl = cluster().kubectl("GetAdminKubeconfig");
        kubectl.ask("create", "deployment", "web", "--image=nginx", "--replicas=3");

        kubectl.ask("wait", "--for=condition=Available", "deployment/web", "--timeout=55s");

        assertThat(kubectl.json("get", "deployment", "web")
                        .at("/status/availableReplicas")
                        .asInt())
                .isEqualTo(3);
        assertThat(kubectl.run("logs", "deployment/web").exit()).isZero();
        assertThat(kubectl.ask("exec", "deployment/web", "--", "hostname")).startsWith("web-");
        assertThat(kubectl.ask("top", "nodes")).contains("CPU");
        assertThat(kubectl.ask("describe", "nodes").toLowerCase(Locale.ROOT)).contains("simulated");
        Await.holds(
                "usage of pods",
                Duration.ofSeconds(40),
                () -> kubectl.run("top", "pods").output().contains("web-"),
                () -> kubectl.run("top", "pods").errors());
    }

    @Test
    @Order(7)
    void aViewersKubeconfigNeitherWritesNorReadsSecrets() {
        var viewer = cluster().kubectl("GetViewerKubeconfig");

        assertThat(viewer.readyNodes()).hasSize(2);
        assertThat(viewer.run("get", "pods", "--all-namespaces").exit()).isZero();
        assertForbidden(viewer.run("get", "secrets", "--all-namespaces"));
        assertForbidden(viewer.run("create", "configmap", "mine"));
        assertForbidden(viewer.run("delete", "deployment", "web"));
        assertForbidden(viewer.run("exec", "deployment/web", "--", "id"));
    }

    private static void assertForbidden(Command command) {
        assertThat(command.exit()).as(command.line().toString()).isNotZero();
        assertThat(command.errors()).containsIgnoringCase("forbidden");
    }

    @Test
    @Order(8)
    void kubeconfigsHaveALimitedLifeAndAreForThoseWhoMay(Installation installation) {
        var viewer = new ClusterCalls(
                new Account(
                        cluster().owner().projectToken("VIEWER"),
                        cluster().owner().login(),
                        cluster().owner().project()),
                cluster().uuid());

        for (var method : List.of("GetCredentials", "GetAdminKubeconfig", "GetViewerKubeconfig")) {
            assertThat(cluster().kubeconfig(method, 540).code()).isEqualTo("invalid_argument");
            assertThat(cluster().kubeconfig(method, 366 * 86_400).code()).isEqualTo("invalid_argument");
        }
        assertThat(viewer.kubeconfig("GetCredentials", 3600).code()).isEqualTo("permission_denied");
        assertThat(viewer.kubeconfig("GetAdminKubeconfig", 3600).code()).isEqualTo("permission_denied");
        assertThat(viewer.kubeconfig("GetViewerKubeconfig", 3600)
                        .ok()
                        .path("kubeconfig")
                        .asText())
                .contains("client-certificate-data");
        assertThat(viewer.get().at("/monitoring/password").asText()).isEmpty();
        assertThat(viewer.call("Delete").code()).isEqualTo("permission_denied");
    }

    /// Each is asked about within the five seconds in which a revocation has to act.
    @Test
    @Order(9)
    void aRevokedKubeconfigIsRefusedAndOthersGoOn(Installation installation) {
        var lost = cluster().kubectl("GetAdminKubeconfig");
        var lostId = kubeconfigs().path(0).path("uuid").asText();
        var kept = cluster().kubectl("GetAdminKubeconfig");
        var viewer = cluster().kubectl("GetViewerKubeconfig");
        assertThat(lost.readyNodes()).hasSize(2);

        var revoked =
                onKubeconfigs("Revoke", ", \"uuid\": \"%s\"".formatted(lostId)).path("kubeconfig");

        refusedInTime(lost);
        assertThat(revoked.has("revokedAt") && revoked.has("refusedAt")).isTrue();
        assertThat(kept.readyNodes()).hasSize(2);
        assertThat(viewer.readyNodes()).hasSize(2);
        var last = kubeconfigs().valueStream().toList().getLast();
        assertThat(last.path("uuid").asText()).isEqualTo(lostId);
        assertThat(last.path("user").asText()).isEqualTo(cluster().owner().login());
        assertThat(last.path("role").asText()).isEqualTo("KUBECONFIG_ROLE_ADMIN");
        assertThat(kubeconfigs().toString()).doesNotContain("certificate", "BEGIN", "key");

        assertThat(installation.command("kubeconfigs", "list", "demo").succeeded())
                .contains(lostId)
                .contains("revoked");

        var all = onKubeconfigs("RevokeAll", "").path("kubeconfigs");

        refusedInTime(kept);
        refusedInTime(viewer);
        assertThat(all.valueStream()).hasSizeGreaterThanOrEqualTo(2).allMatch(one -> one.has("refusedAt"));
        assertThat(kubeconfigs().valueStream()).isNotEmpty().allMatch(one -> one.has("revokedAt"));
        assertThat(cluster().kubectl("GetAdminKubeconfig").readyNodes()).hasSize(2);
    }

    private static void refusedInTime(Kubectl kubectl) {
        Await.holds(
                "refusal of a revoked kubeconfig",
                Duration.ofSeconds(5),
                () -> kubectl.run("get", "nodes")
                        .errors()
                        .toLowerCase(Locale.ROOT)
                        .contains("forbidden"),
                () -> kubectl.run("get", "nodes").errors());
    }

    private JsonNode kubeconfigs() {
        return onKubeconfigs("List", "").path("kubeconfigs");
    }

    private JsonNode onKubeconfigs(String method, String more) {
        return cluster()
                .owner()
                .onProject(
                        "bergwerk.v1.KubeconfigService/" + method,
                        "\"cluster\": \"%s\"%s".formatted(cluster().uuid(), more))
                .ok();
    }

    @Test
    @Order(10)
    void othersSeeNothingOfIt(Installation installation) {
        var bob = new Account(new SignIn(installation).as("bob"));
        var foreign = new ClusterCalls(
                new Account(bob.api(), bob.login(), cluster().owner().project()),
                cluster().uuid());
        var own = new ClusterCalls(bob, cluster().uuid());
        var nowhere = bob.api()
                .call("api.v1.ClusterService/List", "{\"project\": \"%s\"}".formatted(java.util.UUID.randomUUID()));

        assertThat(foreign.call("Get").code()).isEqualTo("permission_denied");
        assertThat(nowhere.code()).isEqualTo("permission_denied");
        assertThat(own.call("Get").code()).isEqualTo("not_found");
        assertThat(own.call("Get").message())
                .contains("no entity with uuid:\"%s\" found".formatted(cluster().uuid()));
        try (var stream = foreign.watch()) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.awaitEnd().at("/error/code").asText()).isEqualTo("permission_denied");
        }
        try (var stream = new ClusterCalls(
                        new Account(
                                installation.anonymous(), "", cluster().owner().project()),
                        cluster().uuid())
                .watch()) {
            assertThat(stream.awaitEnd().at("/error/code").asText()).isEqualTo("unauthenticated");
        }
    }

    @Test
    @Order(11)
    void itsEndIsWatchedToTheLast(Installation installation) {
        try (var stream = cluster().watch()) {
            stream.await("a first message", Duration.ofSeconds(10), _ -> true);

            var deleted = curl(
                            cluster().owner().api(),
                            "api.v1.ClusterService/Delete",
                            "{\"project\": \"%s\", \"uuid\": \"%s\"}"
                                    .formatted(
                                            cluster().owner().project(),
                                            cluster().uuid()))
                    .path("cluster");
            var again = cluster().call("Delete");
            var end = stream.awaitEnd();

            assertThat(deleted.path("uuid").asText()).isEqualTo(cluster().uuid());
            assertThat(deleted.has("deletedAt")).isTrue();
            assertThat(deleted.at("/status/type").asText()).isEqualTo("Delete");
            assertThat(again.code()).isIn("", "not_found");
            assertThat(end.at("/error/code").asText()).isEqualTo("not_found");
            assertThat(end.at("/error/message").asText())
                    .contains("no entity with uuid:\"%s\" found"
                            .formatted(cluster().uuid()));
            var last = stream.messages().getLast().body().path("status");
            assertThat(last.path("type").asText() + last.path("state").asText()).isEqualTo("DeleteSucceeded");
        }
        cluster().awaitGone();
        assertThat(cluster().call("Delete").code()).isEqualTo("not_found");
        assertThat(Processes.named(installation.data(), "kube-apiserver")).isEmpty();
    }

    /// As the API's own examples do it: curl with JSON, and an exit status that tells.
    private static JsonNode curl(Api api, String method, String json) {
        var answer = Command.run(
                Duration.ofSeconds(10),
                Map.of(),
                List.of(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--fail-with-body",
                        "--max-time",
                        "5",
                        "--header",
                        "Content-Type: application/json",
                        "--header",
                        "Authorization: Bearer " + api.token(),
                        "--data",
                        json,
                        api.base() + "/" + method));
        return Api.json(answer.succeeded());
    }
}
