package io.bergwerk.engine.local.workers.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.local.workers.nodes.PodsOnNodes.PodOnNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DrainOrderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void tenPodsMoveAtOnceAndOneOfThoseWithAName() {
        var left = new ArrayList<PodOnNode>();
        for (var i = 0; i < 20; i++) {
            left.add(pod("many-" + i, false, false));
            left.add(pod("named-" + i, true, false));
        }

        var next = DrainOrder.next(left, _ -> true, _ -> true);

        assertThat(next.stream().filter(PodOnNode::oneByOne)).hasSize(1);
        assertThat(next).hasSize(1 + DrainOrder.PARALLEL);
    }

    @Test
    void nothingFollowsAPodWithANameThatIsStillGoing() {
        var left = List.of(pod("a", true, true), pod("b", true, false), pod("c", false, false));

        assertThat(DrainOrder.next(left, _ -> true, _ -> true)).containsExactly(left.get(2));
    }

    @Test
    void aPodWithANameWaitsForPeersAndVolumesAndLetsOthersGoFirst() {
        var left = List.of(pod("a", true, false), pod("b", true, false));

        assertThat(DrainOrder.next(left, _ -> true, _ -> false)).isEmpty();
        assertThat(DrainOrder.next(left, pod -> pod.name().equals("b"), _ -> true))
                .containsExactly(left.get(1));
    }

    @Test
    void refusedEvictionsAreTriedAgainAfterFiveToTwentySeconds() {
        var attempts = new Attempts(new Random(1));
        var pod = pod("a", false, false);
        var now = NOW;

        for (var refusal = 0; refusal < 6; refusal++) {
            attempts.refused(pod, now, "no");
            assertThat(attempts.isDue(pod, now.plusMillis(4_999))).isFalse();
            assertThat(attempts.isDue(pod, now.plus(Attempts.LONGEST_PAUSE))).isTrue();
            now = attempts.nextDue().orElseThrow();
        }

        assertThat(Duration.between(NOW, now)).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(95));
    }

    @Test
    void theBudgetThatBlocksIsNamedWithItsNamespace() {
        var words = Attempts.budgetObstacle(
                pod("web-1", false, false), "The disruption budget web needs 2 healthy pods and has 2 currently");

        assertThat(words)
                .isEqualTo("PodDisruptionBudget shop/web allows no disruption of pod shop/web-1"
                        + " (it needs 2 healthy pods and has 2 currently).");
    }

    private static PodOnNode pod(String name, boolean oneByOne, boolean deleting) {
        var goneBy = deleting ? Optional.of(NOW) : Optional.<Instant>empty();
        return new PodOnNode("shop", name, "uid-" + name, "owner", false, oneByOne, List.of(), goneBy);
    }
}
