package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.done;
import static io.bergwerk.engine.local.TestHost.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigRole;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Simulated nodes of one cluster of real components, as users see them through kubectl.
class SimulatedWorkersTest {
    private static TestHost host;
    private static ClusterOrder order;
    private static Kubectl kubectl;

    @BeforeAll
    static void create() {
        host = TestHost.withSimulatedWorkers();
        order = host.create();
        done(() -> host.engine().ensureWorkers(order));
        kubectl = Kubectl.of(host, order.id(), KubeconfigRole.ADMIN);
    }

    @AfterAll
    static void remove() {
        host.close();
    }

    @Test
    void everyNodeIsReadyAndSaysThatItIsSimulated() {
        assertThat(readyNodes()).hasSize(2).allMatch(name -> name.startsWith("test-group-0-"));
        assertThat(ok("describe", "nodes")).contains("bergwerk.dev/simulated=true", "This node is simulated");
        assertThat(host.engine().observe(order.id()).nodes().isTrue()).isTrue();
    }

    @Test
    void aDeploymentBecomesAvailableAndItsContainersAnswer() {
        ok("create", "deployment", "web", "--image=nginx", "--replicas=3");
        ok("rollout", "status", "deployment/web", "--timeout=60s");

        assertThat(ok("logs", "deployment/web")).contains("simulated", "nginx");
        assertThat(ok("exec", "deployment/web", "--", "id")).contains("uid=0(root)");
        var failed = kubectl.run("exec", "deployment/web", "--", "sh", "-c", "exit 3");
        assertThat(failed.status()).isEqualTo(3);
        assertThat(ok("get", "events")).contains("Started", "Pulled");

        ok("scale", "deployment/web", "--replicas=0");
        eventually(() -> ok("get", "pods", "-l", "app=web", "-o", "name").isBlank());
    }

    @Test
    void jobsEndAsTheirCommandsSay() {
        ok("create", "job", "good", "--image=busybox", "--", "sh", "-c", "echo hello");
        ok("create", "job", "bad", "--image=busybox", "--", "sh", "-c", "exit 7");

        ok("wait", "--for=condition=complete", "job/good", "--timeout=60s");
        assertThat(ok("logs", "job/good")).isEqualTo("hello\n");
        eventually(() -> ok("get", "pods", "-l", "job-name=bad", "-o", "jsonpath={.items[*].status.phase}")
                .contains("Failed"));
        ok("delete", "job", "good", "bad");
    }

    @Test
    void statefulSetsAndDaemonSetsComeUp() throws IOException {
        apply("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: ordered}
                spec:
                  replicas: 3
                  serviceName: ordered
                  selector: {matchLabels: {app: ordered}}
                  template: {metadata: {labels: {app: ordered}}, spec: {containers: [{name: a, image: x}]}}
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: everywhere}
                spec:
                  selector: {matchLabels: {app: everywhere}}
                  template: {metadata: {labels: {app: everywhere}}, spec: {containers: [{name: a, image: x}]}}
                """);

        ok("rollout", "status", "statefulset/ordered", "--timeout=60s");
        ok("rollout", "status", "daemonset/everywhere", "--timeout=60s");
        assertThat(ok("get", "pods", "-l", "app=everywhere", "-o", "jsonpath={.items[*].spec.nodeName}")
                        .split(" ", -1))
                .containsExactlyInAnyOrderElementsOf(readyNodes());
        ok("delete", "statefulset/ordered", "daemonset/everywhere");
    }

    @Test
    void aPodWaitsForWhatItMounts() throws IOException {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: waits}
                spec:
                  containers: [{name: a, image: x, volumeMounts: [{name: c, mountPath: /etc/app}]}]
                  volumes: [{name: c, configMap: {name: late}}]
                """);
        eventually(() -> ok("get", "events").contains("FailedMount"));

        ok("create", "configmap", "late", "--from-literal=greeting=hello");

        ok("wait", "--for=condition=Ready", "pod/waits", "--timeout=60s");
        assertThat(ok("exec", "waits", "--", "cat", "/etc/app/greeting")).isEqualTo("hello");
        ok("delete", "pod", "waits");
    }

    @Test
    void usageIsShown() {
        eventually(() -> kubectl.run("top", "nodes").status() == 0);

        assertThat(ok("top", "nodes")).contains("test-group-0-");
    }

    @Test
    void whatPodsWouldServeFailsAtOnce() {
        ok("run", "mute", "--image=nginx");
        ok("wait", "--for=condition=Ready", "pod/mute", "--timeout=60s");

        var answer = kubectl.run("get", "--raw", "/api/v1/namespaces/default/pods/mute/proxy/");

        assertThat(answer.status()).isNotZero();
        assertThat(answer.output()).contains("503");
        var forward = kubectl.run("port-forward", "mute", "0:80");
        assertThat(forward.status()).isNotZero();
        assertThat(forward.output())
                .contains("port-forward to pod default/mute: its node is simulated, no program listens there");
        ok("delete", "pod", "mute");
    }

    @Test
    void aServerThatComesBackRestartsNoPod() {
        ok("run", "stays", "--image=nginx");
        ok("wait", "--for=condition=Ready", "pod/stays", "--timeout=60s");
        var before = ok("get", "pod", "stays", "-o", "jsonpath={.metadata.uid} {.status}");

        host.restart();
        done(() -> host.engine().ensureControlPlane(order));
        done(() -> host.engine().ensureWorkers(order));

        ok("run", "next", "--image=nginx");
        ok("wait", "--for=condition=Ready", "pod/next", "--timeout=60s");
        assertThat(ok("get", "pod", "stays", "-o", "jsonpath={.metadata.uid} {.status}"))
                .isEqualTo(before);
        ok("delete", "pod", "stays", "next");
    }

    /// Read while no server runs, so that it is the new one that is seen to renew.
    @Test
    void aServerThatTakesOverRenewsAllLeasesBeforeItSpeaksOfItsNodes() {
        eventually(() -> renewals().keySet().containsAll(readyNodes()));
        host.engine().close();
        var before = renewals();

        host.restart();
        done(() -> host.engine().ensureWorkers(order));

        var after = renewals();
        assertThat(readyNodes())
                .hasSize(2)
                .allSatisfy(node -> assertThat(after.get(node)).isAfter(before.get(node)));
    }

    @Test
    void nodesFollowTheOrderAndADeletedOneComesBack() {
        var two = readyNodes();
        ok("delete", "node", two.getFirst());
        eventually(() -> readyNodes().equals(two));

        done(() -> host.engine().ensureWorkers(withNodes(3)));
        assertThat(readyNodes()).hasSize(3).containsAll(two);

        done(() -> host.engine().ensureWorkers(order));
        assertThat(readyNodes()).isEqualTo(two);
    }

    @Test
    void removedWorkersLeaveNothing() {
        done(() -> host.engine().removeWorkers(order.id()));

        assertThat(ok("get", "nodes", "-o", "name")).isBlank();
        assertThat(kubectl.run("get", "apiservice", "v1beta1.metrics.k8s.io").output())
                .contains("NotFound");
        assertThat(host.directory(order.id()).resolve("egress.sock")).doesNotExist();
        eventually(() -> ok("get", "csinodes,leases", "-n", "kube-node-lease", "-o", "name")
                .isBlank());

        done(() -> host.engine().ensureWorkers(order));
        assertThat(readyNodes()).hasSize(2);
    }

    private static ClusterOrder withNodes(int nodes) {
        return order.withWorkerGroups(List.of(order.workerGroups().getFirst().withSize(nodes, nodes)));
    }

    private static List<String> readyNodes() {
        return ok("get", "nodes", "--no-headers")
                .lines()
                .filter(line -> line.contains(" Ready "))
                .map(line -> line.split(" ", 2)[0])
                .sorted()
                .toList();
    }

    /// When the lease of each node was renewed last.
    private static Map<String, Instant> renewals() {
        var times = "jsonpath={range .items[*]}{.metadata.name} {.spec.renewTime}{\"\\n\"}{end}";
        return ok("get", "leases", "-n", "kube-node-lease", "-o", times)
                .lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> Instant.parse(words[1])));
    }

    private static void apply(String manifest) throws IOException {
        var file = Files.createTempFile(host.directory(), "manifest", ".yaml");
        Files.writeString(file, manifest);
        ok("apply", "-f", file.toString());
    }

    private static String ok(String... arguments) {
        var result = kubectl.run(arguments);
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }
}
