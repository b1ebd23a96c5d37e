package io.bergwerk.engine.local.workers.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.local.workers.place.Resources;
import io.bergwerk.engine.local.workers.place.Spot;
import io.bergwerk.engine.local.workers.scale.ScaleDown.Placed;
import io.bergwerk.engine.local.workers.scale.ScaleDown.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScaleDownTest {
    @Test
    void aNodeWhosePodsFitElsewhereIsNotNeeded() {
        assertThat(decide(2, node("a", 3), node("b", 6))).containsExactly("a");
    }

    @Test
    void aNodeThatIsHalfUsedIsNeeded() {
        assertThat(decide(2, node("a", 5), node("b", 5))).isEmpty();
    }

    @Test
    void podsThatFitNowhereKeepTheirNode() {
        assertThat(decide(2, node("a", 4), node("b", 8))).isEmpty();
    }

    @Test
    void aGroupKeepsItsMinimum() {
        assertThat(decide(0, node("a", 0), node("b", 0))).isEmpty();
        assertThat(decide(1, node("a", 0), node("b", 0))).hasSize(1);
    }

    @Test
    void aNodeThatTookAnothersPodsStays() {
        assertThat(decide(5, node("a", 1), node("b", 2), node("c", 3))).containsExactly("a", "c");
    }

    @Test
    void aPodThatMayNotBeMovedKeepsItsNodeAndOneOfTheNodeItselfDoesNot() {
        var fixed = new Placed(ScaleUpTest.pod("p", "cpu: 1").needs(), false, Optional.of("not replicated"));
        var daemon = new Placed(ScaleUpTest.pod("p", "cpu: 1").needs(), true, Optional.of("not replicated"));

        assertThat(decide(2, standing("a", true, List.of(fixed)), node("b", 6))).isEmpty();
        assertThat(decide(2, standing("a", true, List.of(daemon)), node("b", 6)))
                .containsExactly("a");
    }

    @Test
    void aNodeThatIsToBeKeptIsKept() {
        assertThat(decide(2, standing("a", false, List.of()), node("b", 6))).isEmpty();
    }

    private static List<String> decide(int spare, Standing... nodes) {
        return ScaleDown.decide(List.of(nodes), Map.of("g", spare));
    }

    /// A node of ten cores with pods of one.
    private static Standing node(String name, int pods) {
        return standing(
                name,
                true,
                IntStream.range(0, pods)
                        .mapToObj(_ -> new Placed(ScaleUpTest.pod("p", "cpu: 1").needs(), false, Optional.empty()))
                        .toList());
    }

    private static Standing standing(String name, boolean mayGo, List<Placed> pods) {
        var spot = new Spot(Map.of(), List.of(), new Resources(10_000, 64L << 30, 110));
        return new Standing(name, "g", spot, mayGo, true, pods);
    }
}
