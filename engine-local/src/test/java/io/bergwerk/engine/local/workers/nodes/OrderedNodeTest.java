package io.bergwerk.engine.local.workers.nodes;

import static org.assertj.core.api.Assertions.assertThat;

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

class OrderedNodeTest {
    private static final ClusterId ID = new ClusterId(new UUID(0, 1));
    private static final MachineType SMALL =
            new MachineType("n1-medium-x86", 8, 34359738368L, 960_000_000_000L, 10_000);
    private static final MachineType LARGE =
            new MachineType("c1-medium-x86", 8, 137438953472L, 960_000_000_000L, 10_000);

    @Test
    void namesAreTheSameForTheSameOrderAndMoreNodesKeepTheOldNames() {
        var two = OrderedNode.of(order(group("group-0", SMALL, 2))).keySet();
        var three = OrderedNode.of(order(group("group-0", SMALL, 3))).keySet();

        assertThat(two).hasSize(2).allMatch(name -> name.matches("demo-group-0-[0-9a-z]{5}"));
        assertThat(OrderedNode.of(order(group("group-0", SMALL, 2))).keySet()).isEqualTo(two);
        assertThat(three).hasSize(3).containsAll(two);
    }

    @Test
    void anotherMachineTypeMeansOtherNodes() {
        var small = OrderedNode.of(order(group("group-0", SMALL, 2))).keySet();

        assertThat(OrderedNode.of(order(group("group-0", LARGE, 2))).keySet()).doesNotContainAnyElementsOf(small);
    }

    @Test
    void aThousandNodesHaveAThousandNames() {
        assertThat(OrderedNode.of(order(group("a", SMALL, 500), group("b", SMALL, 500))))
                .hasSize(1000);
    }

    @Test
    void addressesAreTheLowestThatAreFree() {
        var addresses = new NodeAddresses(Set.of("10.250.0.10", "10.250.0.12"));

        assertThat(addresses.next()).isEqualTo("10.250.0.11");
        assertThat(addresses.next()).isEqualTo("10.250.0.13");
    }

    @Test
    void aNodeSaysThatItIsSimulatedAndShowsThreads() {
        var order = order(group("group-0", SMALL, 1));
        var ordered = OrderedNode.of(order).values().iterator().next();

        var object = NodeObject.of(order, ordered, "10.250.0.10", Instant.parse("2026-03-01T10:00:00.5Z"));

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

    private static WorkerGroup group(String name, MachineType type, int nodes) {
        return new WorkerGroup(name, type, new MachineImage("debian", "12"), nodes, nodes, 1, 0);
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
