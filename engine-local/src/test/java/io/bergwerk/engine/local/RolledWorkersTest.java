package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.done;
import static io.bergwerk.engine.local.TestHost.eventually;
import static io.bergwerk.engine.local.TestHost.withImage;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.Workload;
import io.bergwerk.engine.Workload.DisruptionBudget;
import io.bergwerk.engine.local.workers.WorkersConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What happens to the nodes of one cluster of real components over time, with little patience.
class RolledWorkersTest {
    private static final WorkersConfig HASTY = new WorkersConfig(
            Duration.ofSeconds(6), Duration.ofSeconds(3), Duration.ofMillis(500), Duration.ofSeconds(2));

    private static TestHost host;
    private static ClusterOrder order;
    private static Kubectl kubectl;

    @BeforeAll
    static void create() {
        host = TestHost.withSimulatedWorkers(HASTY);
        order = host.create();
        kubectl = Kubectl.of(host, order.id(), KubeconfigRole.ADMIN);
    }

    @AfterAll
    static void remove() {
        host.close();
    }

    @BeforeEach
    void twoNodes() {
        done(() -> host.engine().ensureWorkers(order));
    }

    @AfterEach
    void nothingElse() {
        ok("delete", "deployment,statefulset,poddisruptionbudget", "--all", "--wait=false");
    }

    @Test
    void anotherImageRollsTheGroupAndABudgetHoldsItUpForALimitedTime() throws IOException {
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 4
                  selector: {matchLabels: {app: web}}
                  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: x}]}}
                ---
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: web}
                spec: {minAvailable: 4, selector: {matchLabels: {app: web}}}
                """);
        ok("rollout", "status", "deployment/web", "--timeout=60s");
        var before = nodes();
        var web = new DisruptionBudget("default", "web", 0, Set.of("group-0"));
        eventually(() -> host.engine()
                .workload(order.id())
                .equals(Optional.of(new Workload(Map.of("group-0", 4), List.of(web)))));

        var rolled = withImage(order, "13");
        eventually(() -> {
            host.engine().ensureWorkers(rolled);
            return host.engine().observe(order.id()).nodes().reason().equals("DrainBlocked");
        });

        assertThat(host.engine().observe(order.id()).nodes().message())
                .contains("PodDisruptionBudget default/web allows no disruption of pod default/web-");
        eventually(() -> {
            assertThat(ready()).hasSizeBetween(2, 3);
            return ok("get", "events", "--field-selector", "reason=DrainForced").contains("pods left are deleted");
        });

        ok("patch", "poddisruptionbudget", "web", "-p", "{\"spec\": {\"minAvailable\": 3}}");
        done(() -> {
            assertThat(ready()).hasSizeBetween(2, 3);
            return host.engine().ensureWorkers(rolled);
        });

        assertThat(nodes()).hasSize(2).doesNotContainAnyElementsOf(before);
        assertThat(ok("get", "nodes", "-o", "jsonpath={.items[*].status.nodeInfo.osImage}"))
                .isEqualTo("debian 13 debian 13");
    }

    @Test
    void aNodeStaysUntilItsVolumesAreDetached() throws IOException {
        var held = nodes().getFirst();
        apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: disk}
                spec:
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  csi: {driver: disks.example.org, volumeHandle: disk}
                ---
                apiVersion: storage.k8s.io/v1
                kind: VolumeAttachment
                metadata: {name: disk}
                spec: {attacher: disks.example.org, nodeName: %s, source: {persistentVolumeName: disk}}
                """.formatted(held));

        var rolled = withImage(order, "14");
        eventually(() -> {
            host.engine().ensureWorkers(rolled);
            return host.engine().observe(order.id()).nodes().reason().equals("DrainBlocked");
        });

        assertThat(host.engine().observe(order.id()).nodes().message())
                .isEqualTo("Nodes are being drained: Volume disk is still attached to node %s.", held);
        assertThat(nodes()).contains(held);
        ok("delete", "volumeattachment,persistentvolume", "disk");
        done(() -> host.engine().ensureWorkers(rolled));
        assertThat(nodes()).hasSize(2).doesNotContain(held);
    }

    @Test
    void aPatchRestartsKubeletsInPlaceAndAnAnnotationRestartsOne() {
        var before = nodes();

        before.forEach(node -> ok(
                "patch",
                "node",
                node,
                "--subresource=status",
                "-p",
                "{\"status\": {\"nodeInfo\": {\"kubeletVersion\": \"v1.36.1\"}}}"));
        eventually(() -> ok("get", "nodes", "-o", "jsonpath={.items[*].status.nodeInfo.kubeletVersion}")
                .equals("v1.36.3 v1.36.3"));
        done(() -> host.engine().ensureWorkers(order));

        assertThat(nodes()).isEqualTo(before);
        assertThat(ok("get", "events", "--field-selector", "reason=Starting").lines())
                .filteredOn(line -> line.contains("Starting kubelet."))
                .hasSizeGreaterThanOrEqualTo(2);

        var node = before.getFirst();
        ok("annotate", "node", node, "worker.gardener.cloud/restart-systemd-services=kubelet");
        eventually(() -> !ready().contains(node));
        eventually(() -> ready().contains(node));
        eventually(() -> !ok("get", "node", node, "-o", "jsonpath={.metadata.annotations}")
                .contains("restart-systemd-services"));
        assertThat(ok("get", "events", "--field-selector", "reason=Starting")).contains("Starting kubelet.");
    }

    @Test
    void aBrokenNodeIsReplaced() {
        var broken = nodes().getFirst();

        ok("annotate", "node", broken, "sim.bergwerk.dev/broken=not-ready");

        eventually(() -> !nodes().contains(broken) && ready().size() == 2);
        eventually(() ->
                ok("get", "events", "--field-selector", "reason=Replaced").contains("another one takes its place"));
    }

    @Test
    void podsThatFindNoNodeMakeTheGroupGrowAndAnEmptyNodeGoes() {
        var elastic = withBounds(order, 2, 3);
        done(() -> host.engine().ensureWorkers(elastic));

        ok("create", "deployment", "hungry", "--image=x", "--replicas=3");
        ok("set", "resources", "deployment/hungry", "--requests=cpu=9");
        ok("rollout", "status", "deployment/hungry", "--timeout=60s");

        done(() -> host.engine().ensureWorkers(elastic));
        assertThat(ready()).hasSize(3);
        eventually(() -> ok("get", "events", "--field-selector", "reason=TriggeredScaleUp")
                .contains("pod triggered scale-up: [{group-0 2->3 (max: 3)}]"));

        ok("scale", "deployment/hungry", "--replicas=4");
        eventually(() -> ok("get", "events", "--field-selector", "reason=NotTriggerScaleUp")
                .contains("pod didn't trigger scale-up: 1 max node group size reached"));

        ok("scale", "deployment/hungry", "--replicas=2");
        eventually(() -> nodes().size() == 2);
        eventually(() -> ok("get", "events", "--field-selector", "reason=ScaleDown")
                .contains("marked the node as toBeDeleted/unschedulable"));
        done(() -> host.engine().ensureWorkers(elastic));
    }

    private static ClusterOrder withBounds(ClusterOrder order, int min, int max) {
        return order.withWorkerGroups(List.of(order.workerGroups().getFirst().withSize(min, max)));
    }

    private static List<String> nodes() {
        return ok("get", "nodes", "-o", "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
                .lines()
                .sorted()
                .toList();
    }

    /// Names of nodes that are Ready and not being drained.
    private static Set<String> ready() {
        var ready = new TreeSet<String>();
        ok("get", "nodes", "--no-headers").lines().forEach(line -> {
            var words = line.split("\\s+", -1);
            if (words[1].equals("Ready")) {
                ready.add(words[0]);
            }
        });
        return ready;
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
