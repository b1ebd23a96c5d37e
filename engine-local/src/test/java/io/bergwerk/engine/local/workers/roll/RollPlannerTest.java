package io.bergwerk.engine.local.workers.roll;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.local.workers.roll.NodeAction.Create;
import io.bergwerk.engine.local.workers.roll.NodeAction.Delete;
import io.bergwerk.engine.local.workers.roll.NodeAction.Drain;
import io.bergwerk.engine.local.workers.roll.NodeAction.Replace;
import io.bergwerk.engine.local.workers.roll.NodeAction.Resume;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollPlannerTest {
    private final RollWorld world = new RollWorld();

    @Test
    void aNewGroupGetsAllItsNodesAtOnce() {
        world.wishes = List.of(new GroupWish("a", "v1", 3, 1, 0));

        assertThat(world.plan().actions()).containsExactly(new Create("a", 3));
    }

    @Test
    void aRollAddsANodeWaitsForItAndThenDrainsAnOldOne() {
        ready("a", "v1", 2);
        world.wishes = List.of(new GroupWish("a", "v2", 2, 1, 0));

        step(new Create("a", 1));
        assertThat(world.plan().actions()).isEmpty();
        world.boot("n2");
        step(new Drain("n1"));
        assertThat(world.plan().actions()).isEmpty();
        world.emptied("n1");
        step(new Delete("n1"));
        step(new Create("a", 1));
        world.boot("n3");
        step(new Drain("n0"));
    }

    @Test
    void withoutSurgeAnOldNodeGoesFirst() {
        ready("a", "v1", 2);
        world.wishes = List.of(new GroupWish("a", "v2", 2, 0, 1));

        step(new Drain("n1"));
        world.emptied("n1");
        step(new Delete("n1"));
        step(new Create("a", 1));
        assertThat(world.plan().actions()).isEmpty();
    }

    @Test
    void aSecondGroupWaitsForTheFirst() {
        ready("a", "v1", 1);
        ready("b", "v1", 1);
        world.wishes = List.of(new GroupWish("b", "v2", 1, 1, 0), new GroupWish("a", "v2", 1, 1, 0));

        step(new Create("b", 1));
        assertThat(world.plan().rolling()).contains("b");
    }

    @Test
    void aRollWaitsForTheNodesOfOtherGroups() {
        ready("a", "v1", 1);
        ready("b", "v1", 1);
        world.add("b", "v1", false);
        world.wishes = List.of(new GroupWish("a", "v2", 1, 1, 0), new GroupWish("b", "v1", 2, 1, 0));

        assertThat(world.plan().actions()).isEmpty();
        assertThat(world.plan().obstacle()).hasValue("Worker group a is rolled once b has 2 ready nodes.");
        world.boot("n2");
        step(new Create("a", 1));
    }

    @Test
    void twoNewNodesThatAreNotReadyStopARoll() {
        ready("a", "v1", 3);
        world.wishes = List.of(new GroupWish("a", "v2", 3, 2, 1));
        world.add("a", "v2", false);
        world.add("a", "v2", false);

        var plan = world.plan();

        assertThat(plan.actions()).isEmpty();
        assertThat(plan.obstacle())
                .hasValue("Worker group a: 2 new nodes are not ready, so no more of the group is rolled.");
    }

    @Test
    void aRollThatIsTakenBackKeepsTheNodeThatWasBeingDrained() {
        ready("a", "v1", 2);
        world.wishes = List.of(new GroupWish("a", "v2", 2, 1, 0));
        step(new Create("a", 1));
        world.boot("n2");
        step(new Drain("n1"));

        world.wishes = List.of(new GroupWish("a", "v1", 2, 1, 0));

        step(new Resume("n1"));
        step(new Drain("n2"));
    }

    @Test
    void removedGroupsGoOnceAllOthersAreAsOrdered() {
        ready("a", "v1", 1);
        ready("gone", "v1", 2);
        world.wishes = List.of(new GroupWish("a", "v2", 1, 1, 0));
        step(new Create("a", 1));
        world.boot("n3");
        step(new Drain("n0"));
        world.emptied("n0");
        step(new Delete("n0"));

        assertThat(world.plan().actions()).containsExactly(new Drain("n1"), new Drain("n2"));
    }

    @Test
    void aShrinkingGroupLosesWhatItMissesLeast() {
        ready("a", "v1", 3);
        world.choose("n0");
        world.wishes = List.of(new GroupWish("a", "v1", 1, 1, 0));

        assertThat(world.plan().actions()).containsExactly(new Drain("n0"), new Drain("n2"));
    }

    @Test
    void failedNodesAreReplacedOneByOne() {
        ready("a", "v1", 5);
        world.wishes = List.of(new GroupWish("a", "v1", 5, 1, 0));
        world.fail("n1");
        world.fail("n3");

        step(new Replace("n1"));
        step(new Create("a", 1));
        assertThat(world.plan().actions()).isEmpty();
        world.boot("n5");
        step(new Replace("n3"));
    }

    @Test
    void aNodeThatFailsAloneIsReplacedHoweverSmallItsGroup() {
        ready("a", "v1", 1);
        world.wishes = List.of(new GroupWish("a", "v1", 1, 0, 1));
        world.fail("n0");

        step(new Replace("n0"));
    }

    @Test
    void nobodyIsReplacedWhileTooMuchOfAGroupIsDown() {
        ready("a", "v1", 5);
        world.wishes = List.of(new GroupWish("a", "v1", 5, 1, 0));
        List.of("n0", "n1", "n2").forEach(world::fail);

        assertThat(world.plan().actions()).isEmpty();
        assertThat(world.plan().obstacle())
                .hasValue("Worker group a: 3 of 5 nodes are not ready, too many to replace them.");
    }

    @Test
    void aDeadNodeIsNotDrainedToTheEnd() {
        ready("a", "v1", 2);
        world.wishes = List.of(new GroupWish("a", "v2", 2, 0, 1));
        step(new Drain("n1"));
        world.fail("n1");

        step(new Delete("n1"));
    }

    private void ready(String group, String generation, int count) {
        for (var i = 0; i < count; i++) {
            world.add(group, generation, true);
        }
    }

    /// Fails unless this is all that is to be done now; then does it.
    private void step(NodeAction expected) {
        var plan = world.plan();
        assertThat(plan.actions()).containsExactly(expected);
        world.carryOut(plan, 1);
    }
}
