package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A cluster's whole life, as its owner lives it, over real components; each chapter is printed with its time.
class StoryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String WORKLOADS = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 6
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: nginx, resources: {requests: {cpu: 500m}}}]}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec: {minAvailable: 4, selector: {matchLabels: {app: web}}}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: store}
            spec:
              serviceName: store
              replicas: 3
              selector: {matchLabels: {app: store}}
              template:
                metadata: {labels: {app: store}}
                spec: {containers: [{name: store, image: postgres, resources: {requests: {cpu: 500m}}}]}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: store}
            spec: {minAvailable: 2, selector: {matchLabels: {app: store}}}
            """;

    private final Installation installation = Installation.named("story")
            .plain()
            .with("ENGINE_LOCAL_WORKERS_REPLACE_AFTER", "PT5S")
            .with("ENGINE_LOCAL_WORKERS_RESTART_SPREAD", "PT5S");
    private final long begun = System.nanoTime();

    @Test
    void aClusterLivesForYears() throws Exception {
        try (installation) {
            var owner = new Account(installation.start().admin());
            var cluster = create(owner);
            var kubectl = cluster.kubectl("GetAdminKubeconfig");
            try (var budgets = new BudgetWatch(kubectl)) {
                deploy(kubectl, budgets);
                growByPendingPods(kubectl);
                changeMachineType(cluster, kubectl);
                patchInTheWindow(cluster, kubectl);
                upgrade(cluster, kubectl);
                breakANode(cluster, kubectl);
                restore(cluster, kubectl);
                tell("%d states of budgets seen, %d violations"
                        .formatted(budgets.looks(), budgets.violations().size()));
                assertThat(budgets.violations()).isEmpty();
                assertThat(budgets.looks()).isPositive();
            }
            revoke(cluster, kubectl);
            deleteAndUndelete(cluster);
            installation.stop();
        }
    }

    private ClusterCalls create(Account owner) {
        var made = owner.onProject("api.v1.ClusterService/Create", """
                        "name": "story", "kubernetes": {"version": "1.36.1"}, "workers": [%s],
                        "maintenance": {"kubernetesAutoupdate": false, "timeWindow": %s}
                        """.formatted(
                        group("n1-medium-x86"), window(Instant.now().plus(Duration.ofHours(6)))));
        var cluster = new ClusterCalls(owner, made.ok().at("/cluster/uuid").asText()).awaitSucceeded();
        tell("created with 1.36.1 and 2 nodes");
        return cluster;
    }

    private static String group(String machineType) {
        return """
                {"name": "group-0", "machineType": "%s", "minsize": 2, "maxsize": 4, "maxsurge": 1, "maxunavailable": 0}
                """.formatted(machineType);
    }

    /// An hour of every day, in UTC.
    private static String window(Instant begin) {
        var time = begin.atZone(ZoneOffset.UTC);
        return """
                {"begin": {"hour": %d, "minute": %d, "timezone": "UTC"}, "duration": "3600s"}
                """.formatted(time.getHour(), time.getMinute());
    }

    private void deploy(Kubectl kubectl, BudgetWatch budgets) throws IOException {
        var file = Workspace.get().newFile("workloads.yaml");
        Files.writeString(file, WORKLOADS);
        kubectl.ask("apply", "-f", file.toString());
        kubectl.ask("create", "configmap", "precious", "--from-literal=answer=42");
        kubectl.ask("rollout", "status", "deployment/web", "--timeout=50s");
        kubectl.ask("rollout", "status", "statefulset/store", "--timeout=50s");
        await("budgets with all their pods", () -> budgets.satisfied().equals(Set.of("web", "store")), budgets::looks);
        tell("a Deployment of 6 and a StatefulSet of 3 run, with budgets of 4 and 2");
    }

    private void growByPendingPods(Kubectl kubectl) {
        kubectl.ask("create", "deployment", "hungry", "--image=x", "--replicas=3");
        kubectl.ask("set", "resources", "deployment/hungry", "--requests=cpu=9");
        await("a third node", () -> kubectl.readyNodes().size() == 3, kubectl::readyNodes);
        kubectl.ask("rollout", "status", "deployment/hungry", "--timeout=50s");
        tell("pods that found no node made the group grow to 3");
    }

    private void changeMachineType(ClusterCalls cluster, Kubectl kubectl) {
        var before = kubectl.readyNodes();
        update(cluster, "\"workers\": [%s]".formatted(group("c1-medium-x86")));
        cluster.awaitSucceeded();
        assertThat(kubectl.readyNodes()).isNotEmpty().doesNotContainAnyElementsOf(before);
        assertThat(nodes(kubectl, "/metadata/labels/node.kubernetes.io~1instance-type"))
                .containsOnly("c1-medium-x86");
        tell("machine type changed: every node is another one");
    }

    private void patchInTheWindow(ClusterCalls cluster, Kubectl kubectl) {
        var before = kubectl.readyNodes();
        var moved = window(Instant.now().minus(Duration.ofMinutes(45)));
        update(cluster, "\"maintenance\": {\"kubernetesAutoupdate\": true, \"timeWindow\": %s}".formatted(moved));
        await("1.36.3", () -> version(cluster).equals("1.36.3"), () -> version(cluster));
        cluster.awaitSucceeded();
        awaitKubelets(kubectl, "v1.36.3");
        assertThat(kubectl.readyNodes()).containsAll(before);
        tell("patched to 1.36.3 when the maintenance window was moved to now; no node was replaced");
    }

    private void upgrade(ClusterCalls cluster, Kubectl kubectl) {
        var before = kubectl.readyNodes();
        update(cluster, "\"kubernetes\": {\"version\": \"1.37.2\"}");
        cluster.awaitSucceeded();
        assertThat(kubectl.json("version").at("/serverVersion/gitVersion").asText())
                .isEqualTo("v1.37.2");
        awaitKubelets(kubectl, "v1.37.2");
        assertThat(kubectl.readyNodes()).isNotEmpty().doesNotContainAnyElementsOf(before);
        tell("upgraded to 1.37.2: every node is another one");
    }

    private void breakANode(ClusterCalls cluster, Kubectl kubectl) {
        var broken = kubectl.readyNodes().getFirst();
        var size = kubectl.readyNodes().size();
        kubectl.ask("annotate", "node", broken, "sim.bergwerk.dev/broken=not-ready");
        await(
                "another node for " + broken,
                () -> !kubectl.readyNodes().contains(broken)
                        && kubectl.readyNodes().size() == size,
                kubectl::readyNodes);
        cluster.awaitSucceeded();
        tell("a broken node was replaced");
    }

    private void restore(ClusterCalls cluster, Kubectl kubectl) {
        var backup = recovery(cluster, "List", "").ok().path("backups").path(0);
        kubectl.ask("delete", "configmap", "precious");
        recovery(
                        cluster,
                        "Restore",
                        ", \"backup\": \"%s\"".formatted(backup.path("uuid").asText()))
                .ok();
        cluster.awaitSucceeded();
        assertThat(kubectl.ask("get", "configmap", "precious", "-o", "jsonpath={.data.answer}"))
                .isEqualTo("42");
        tell("restored from the backup of %s: the deleted ConfigMap is back"
                .formatted(backup.path("takenAt").asText()));
    }

    private void revoke(ClusterCalls cluster, Kubectl kubectl) {
        var other = cluster.kubectl("GetAdminKubeconfig");
        var given = service(cluster, "KubeconfigService/List", "").ok().path("kubeconfigs");
        assertThat(given).hasSize(2);
        service(
                        cluster,
                        "KubeconfigService/Revoke",
                        ", \"uuid\": \"%s\""
                                .formatted(given.path(1).path("uuid").asText()))
                .ok();
        await(
                "the end of a revoked kubeconfig",
                () -> kubectl.run("get", "nodes").exit() != 0,
                () -> "it still works");
        assertThat(other.readyNodes()).isNotEmpty();
        tell("one kubeconfig revoked, the other one works");
    }

    private void deleteAndUndelete(ClusterCalls cluster) {
        cluster.call("Delete").ok();
        cluster.awaitGone();
        tell("deleted");
        recovery(cluster, "Undelete", "").ok();
        cluster.awaitSucceeded();
        var kubectl = cluster.kubectl("GetAdminKubeconfig");
        assertThat(kubectl.ask("get", "configmap", "precious", "-o", "jsonpath={.data.answer}"))
                .isEqualTo("42");
        tell("undeleted with its objects");
        cluster.call("Delete").ok();
        cluster.awaitGone();
        tell("deleted again");
    }

    private static void update(ClusterCalls cluster, String fields) {
        var answer = cluster.owner()
                .onProject("api.v1.ClusterService/Update", "\"uuid\": \"%s\", %s".formatted(cluster.uuid(), fields))
                .ok();
        assertThat(answer.at("/cluster/status/state").asText()).isEqualTo("Processing");
    }

    private static Api.Answer recovery(ClusterCalls cluster, String method, String fields) {
        return service(cluster, "ClusterBackupService/" + method, fields);
    }

    private static Api.Answer service(ClusterCalls cluster, String method, String fields) {
        return cluster.owner()
                .onProject("bergwerk.v1." + method, "\"cluster\": \"%s\"%s".formatted(cluster.uuid(), fields));
    }

    private static String version(ClusterCalls cluster) {
        return cluster.get().at("/kubernetes/version").asText();
    }

    private static void awaitKubelets(Kubectl kubectl, String version) {
        await(
                "kubelets " + version,
                () -> nodes(kubectl, "/status/nodeInfo/kubeletVersion").stream().allMatch(version::equals),
                () -> nodes(kubectl, "/status/nodeInfo/kubeletVersion"));
    }

    private static List<String> nodes(Kubectl kubectl, String field) {
        return kubectl.json("get", "nodes")
                .path("items")
                .valueStream()
                .map((JsonNode node) -> node.at(field).asText())
                .toList();
    }

    private static void await(
            String what, java.util.function.Supplier<Boolean> look, java.util.function.Supplier<Object> state) {
        Await.holds(what, PATIENCE, look, state);
    }

    private void tell(String chapter) {
        System.out.printf("story: %6.1f s  %s%n", (System.nanoTime() - begun) / 1e9, chapter);
    }
}
