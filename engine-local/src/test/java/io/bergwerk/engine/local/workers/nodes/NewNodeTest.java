package io.bergwerk.engine.local.workers.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import io.bergwerk.engine.MachineType;
import io.bergwerk.engine.WorkerGroup;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NewNodeTest {
    private static final ClusterId ID = new ClusterId(new UUID(0, 1));
    private static final MachineType SMALL =
            new MachineType("n1-medium-x86", 8, 34359738368L, 960_000_000_000L, 10_000);
    private static final MachineType LARGE =
            new MachineType("c1-medium-x86", 8, 137438953472L, 960_000_000_000L, 10_000);

    @Test
    void namesFollowOneAnotherAndTheFirstFreeOneIsTaken() {
        var order = order(group("group-0", SMALL));

        var three = names(order, 3, Set.of());

        assertThat(three).hasSize(3).allMatch(name -> name.matches("demo-group-0-[0-9a-z]{5}"));
        assertThat(names(order, 2, Set.of())).isEqualTo(three.subList(0, 2));
        assertThat(names(order, 1, Set.of(three.get(0), three.get(2)))).containsExactly(three.get(1));
    }

    @Test
    void anotherMachineTypeMeansAnotherGenerationAndOtherNames() {
        var small = order(group("group-0", SMALL));
        var large = order(group("group-0", LARGE));

        assertThat(names(large, 2, Set.of())).doesNotContainAnyElementsOf(names(small, 2, Set.of()));
        assertThat(generation(large)).isNotEqualTo(generation(small));
    }

    @Test
    void aMinorOfKubernetesMeansAnotherGenerationAndAPatchDoesNot() {
        var group = group("group-0", SMALL);

        assertThat(Generation.of(group, KubernetesVersion.parse("1.36.9")))
                .isEqualTo(Generation.of(group, KubernetesVersion.parse("1.36.3")));
        assertThat(Generation.of(group, KubernetesVersion.parse("1.37.3")))
                .isNotEqualTo(Generation.of(group, KubernetesVersion.parse("1.36.3")));
    }

    @Test
    void aNodeFromBeforeGenerationsWereWrittenHasTheOneThatItShows() {
        var order = order(group("group-0", SMALL));
        var made = NodeObject.of(order, first(order), "10.250.0.10", Instant.EPOCH);

        ((ObjectNode) made.at("/metadata/annotations")).remove(Generation.ANNOTATION);

        assertThat(Generation.of(made)).isEqualTo(generation(order));
    }

    @Test
    void aThousandNodesHaveAThousandNames() {
        assertThat(Set.copyOf(names(order(group("a", SMALL)), 1000, Set.of()))).hasSize(1000);
    }

    @Test
    void addressesAreTheLowestThatAreFree() {
        var addresses = new NodeAddresses(Set.of("10.250.0.10", "10.250.0.12"));

        assertThat(addresses.next()).isEqualTo("10.250.0.11");
        assertThat(addresses.next()).isEqualTo("10.250.0.13");
    }

    @Test
    void aNodeSaysThatItIsSimulatedAndShowsThreads() {
        var order = order(group("group-0", SMALL));

        var object = NodeObject.of(order, first(order), "10.250.0.10", Instant.parse("2026-03-01T10:00:00.5Z"));

        assertThat(object.at("/metadata/labels").path("bergwerk.dev/simulated").asText())
                .isEqualTo("true");
        assertThat(object.at("/metadata/annotations")
                        .path("bergwerk.dev/notice")
                        .asText())
                .contains("simulated");
        assertThat(object.at("/status/capacity/cpu").asText()).isEqualTo("16");
        assertThat(object.at("/status/capacity/memory").asText()).isEqualTo("33554432Ki");
        assertThat(object.at("/status/nodeInfo/osImage").asText()).isEqualTo("debian 12");
        assertThat(object.at("/status/nodeInfo/kubeletVersion").asText()).isEqualTo("v1.36.3");
        assertThat(object.at("/status/declaredFeatures/0").asText()).isEqualTo("ExtendWebSocketsToKubelet");
        assertThat(object.at("/spec/providerID").asText()).startsWith("metal:///eqx-mu4/");
        assertThat(Node.of(object).ready()).isTrue();
        assertThat(Node.of(object).ours()).isTrue();
    }

    private static List<String> names(ClusterOrder order, int count, Set<String> taken) {
        return NewNode.of(order, order.workerGroups().getFirst(), count, taken::contains).stream()
                .map(NewNode::name)
                .toList();
    }

    private static NewNode first(ClusterOrder order) {
        return NewNode.of(order, order.workerGroups().getFirst(), 1, _ -> false).getFirst();
    }

    private static String generation(ClusterOrder order) {
        return Generation.of(order.workerGroups().getFirst(), order.version());
    }

    private static WorkerGroup group(String name, MachineType type) {
        return new WorkerGroup(name, type, new MachineImage("debian", "12"), 1, 1, 1, 0);
    }

    private static ClusterOrder order(WorkerGroup... groups) {
        return new ClusterOrder(
                ID,
                new ProjectId(new UUID(0, 2)),
                "demo",
                KubernetesVersion.parse("1.36.3"),
                "muc",
                "eqx-mu4",
                List.of(),
                List.of(groups));
    }
}
