package io.bergwerk.engine.local.workers.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.engine.local.workers.place.PodNeeds;
import io.bergwerk.engine.local.workers.place.Resources;
import io.bergwerk.engine.local.workers.place.Spot;
import io.bergwerk.engine.local.workers.scale.ScaleUp.Candidate;
import io.bergwerk.engine.local.workers.scale.ScaleUp.Pending;
import io.bergwerk.engine.local.workers.scale.ScaleUp.Present;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScaleUpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theLeastExpensiveGroupThatFitsGrows() {
        var growth = ScaleUp.decide(
                List.of(pod("small", "cpu: 2"), pod("large", "cpu: 20")),
                List.of(),
                List.of(group("costly", 40, 0, 5, 9), group("cheap", 4, 0, 5, 2)));

        assertThat(growth.nodes()).isEqualTo(Map.of("costly", 1));
        assertThat(growth.helped()).isEqualTo(Map.of("small", "costly", "large", "costly"));
        assertThat(ScaleUp.decide(
                                List.of(pod("small", "cpu: 2")),
                                List.of(),
                                List.of(group("costly", 40, 0, 5, 9), group("cheap", 4, 0, 5, 2)))
                        .nodes())
                .isEqualTo(Map.of("cheap", 1));
    }

    @Test
    void podsThatFitNodesOnTheirWayMakeNothingGrow() {
        var growth = ScaleUp.decide(
                List.of(pod("a", "cpu: 2"), pod("b", "cpu: 2")),
                List.of(new Present(spot(4), false)),
                List.of(group("g", 4, 1, 5, 1)));

        assertThat(growth.nodes()).isEmpty();
        assertThat(growth.refused()).isEmpty();
    }

    @Test
    void podsThatMindTheirNeighboursGetANodeEach() {
        var growth = ScaleUp.decide(
                List.of(exclusive("a"), exclusive("b")),
                List.of(new Present(spot(64), true)),
                List.of(group("g", 4, 1, 5, 1)));

        assertThat(growth.nodes()).isEqualTo(Map.of("g", 2));
    }

    @Test
    void theReasonsForNotGrowingAreCounted() {
        var growth = ScaleUp.decide(
                List.of(pod("huge", "cpu: 100")),
                List.of(),
                List.of(group("a", 4, 1, 5, 1), group("b", 8, 1, 5, 1), group("c", 200, 3, 3, 1)));

        assertThat(growth.refused()).isEqualTo(Map.of("huge", "2 Insufficient cpu, 1 max node group size reached"));
    }

    @Test
    void nodeSelectorsAndTaintsAreRespected() {
        var picky = new Pending("picky", PodNeeds.of(yaml("{nodeSelector: {disk: fast}}")));
        var tainted = new Candidate(
                "t",
                spotOf(
                        "{metadata: {labels: {disk: fast}}, spec: {taints: [{key: only, value: x, effect: NoSchedule}]}"),
                0,
                1,
                1);

        assertThat(ScaleUp.decide(List.of(picky), List.of(), List.of(group("g", 4, 0, 1, 1)))
                        .refused())
                .containsValue("1 node(s) didn't match Pod's node affinity/selector");
        assertThat(ScaleUp.decide(List.of(picky), List.of(), List.of(tainted)).refused())
                .containsValue("1 node(s) had untolerated taint {only: x}");
    }

    /// However many pods there are, groups stay within their bounds and every pod is helped, refused or has
    /// room.
    @Test
    void growthStaysWithinTheBounds() {
        for (var seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var pods = new ArrayList<Pending>();
            for (var i = 0; i < random.nextInt(60); i++) {
                pods.add(pod("p" + i, "cpu: " + (1 + random.nextInt(12))));
            }
            var groups = List.of(
                    group("a", 8, random.nextInt(3), 3 + random.nextInt(4), random.nextInt(5)),
                    group("b", 10, random.nextInt(3), 3 + random.nextInt(4), random.nextInt(5)));

            var growth = ScaleUp.decide(pods, List.of(), groups);

            for (var group : groups) {
                assertThat(group.size() + growth.nodes().getOrDefault(group.group(), 0))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(group.max());
            }
            assertThat(growth.helped().size() + growth.refused().size())
                    .as("seed %d", seed)
                    .isEqualTo(pods.size());
        }
    }

    static Pending pod(String id, String requests) {
        return new Pending(id, PodNeeds.of(yaml("{containers: [{resources: {requests: {%s}}}]}".formatted(requests))));
    }

    private static Pending exclusive(String id) {
        return new Pending(id, PodNeeds.of(yaml("{containers: [{ports: [{hostPort: 80}]}]}")));
    }

    private static Candidate group(String name, int cpus, int size, int max, long price) {
        return new Candidate(name, spot(cpus), size, max, price);
    }

    private static Spot spot(int cpus) {
        return new Spot(Map.of(), List.of(), new Resources(cpus * 1000L, 64L << 30, 110));
    }

    private static Spot spotOf(String node) {
        return Spot.of(yaml(node + ", status: {allocatable: {cpu: 4, memory: 4Gi, pods: 10}}}"));
    }

    /// JSON without its quotes.
    private static JsonNode yaml(String text) {
        try {
            return JSON.readTree(
                    text.replaceAll("([A-Za-z][A-Za-z0-9]*)", "\"$1\"").replaceAll("(\\d)\"Gi\"", "\"$1Gi\""));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
