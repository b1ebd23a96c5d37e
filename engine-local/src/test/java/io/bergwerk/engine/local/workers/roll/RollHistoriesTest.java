package io.bergwerk.engine.local.workers.roll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Thousands of lives of a cluster's nodes: the order changes at any moment, whoever carries out a plan dies
/// after any action, nodes fail and are deleted by users. What [RollWorld] watches holds at each instant, and
/// every life ends as it was last ordered. A seed that fails is printed and is enough to see it again.
class RollHistoriesTest {
    private static final int HISTORIES = 2_000;
    private static final int STEPS = 40;
    private static final int STEPS_TO_END = 1_000;

    @Test
    void whateverHappensTheNodesEndAsOrdered() {
        for (var seed = 0; seed < HISTORIES; seed++) {
            var random = new Random(seed);
            var world = new RollWorld();
            for (var step = 0; step < STEPS; step++) {
                if (step == 0 || random.nextInt(6) == 0) {
                    world.wishes = order(random, world.wishes);
                    world.log().add("ordered: " + world.wishes);
                }
                happen(random, world, true);
                carryOutSome(random, world);
            }
            end(world, seed);
        }
    }

    /// Without failures and changes of size, the numbers hold at every instant, not only when something is
    /// done.
    @Test
    void aRollStaysWithinItsBoundsAllTheTime() {
        for (var seed = 0; seed < HISTORIES; seed++) {
            var random = new Random(seed);
            var world = new RollWorld();
            world.wishes = order(random, List.of());
            end(world, seed);
            for (var step = 0; step < STEPS; step++) {
                if (random.nextInt(8) == 0) {
                    world.wishes = regenerated(random, world.wishes);
                }
                happen(random, world, false);
                var plan = world.plan();
                for (var done = 0; done < plan.actions().size(); done++) {
                    world.carryOut(
                            new RollPlan(plan.actions().subList(done, done + 1), plan.rolling(), plan.obstacle()), 1);
                    requireBounds(world, seed);
                }
            }
            end(world, seed);
        }
    }

    private static void requireBounds(RollWorld world, int seed) {
        for (var wish : world.wishes) {
            assertThat(world.of(wish.name()).size())
                    .as("seed %d: %s", seed, wish)
                    .isLessThanOrEqualTo(wish.size() + wish.maxSurge());
            assertThat(world.available(wish.name()))
                    .as("seed %d: %s", seed, wish)
                    .isGreaterThanOrEqualTo(wish.size() - wish.maxUnavailable());
        }
    }

    private static void carryOutSome(Random random, RollWorld world) {
        var plan = world.plan();
        world.carryOut(plan, random.nextInt(plan.actions().size() + 1));
    }

    private static void happen(Random random, RollWorld world, boolean alsoBad) {
        for (var node : world.nodes()) {
            if (node.booting() && random.nextInt(2) == 0) {
                world.boot(node.name());
            }
            if (node.draining() && random.nextInt(3) == 0) {
                world.emptied(node.name());
            }
            if (node.failed() && random.nextInt(4) == 0) {
                world.boot(node.name());
            }
        }
        if (alsoBad) {
            switch (random.nextInt(8)) {
                case 0 -> world.any(random).ifPresent(node -> world.fail(node.name()));
                case 1 -> world.any(random).ifPresent(node -> world.vanish(node.name()));
                case 2 -> world.any(random).ifPresent(node -> world.choose(node.name()));
                default -> {
                    // a quiet moment
                }
            }
        }
    }

    private static List<GroupWish> order(Random random, List<GroupWish> former) {
        if (!former.isEmpty() && random.nextBoolean()) {
            return regenerated(random, former);
        }
        var wishes = new ArrayList<GroupWish>();
        for (var name : List.of("a", "b", "c")) {
            if (wishes.isEmpty() || random.nextInt(3) > 0) {
                var surge = random.nextInt(3);
                var unavailable = surge == 0 ? 1 + random.nextInt(2) : random.nextInt(3);
                wishes.add(new GroupWish(name, generation(random), random.nextInt(6), surge, unavailable));
            }
        }
        Collections.shuffle(wishes, random);
        return List.copyOf(wishes);
    }

    private static List<GroupWish> regenerated(Random random, List<GroupWish> former) {
        return former.stream()
                .map(wish -> new GroupWish(
                        wish.name(), generation(random), wish.size(), wish.maxSurge(), wish.maxUnavailable()))
                .toList();
    }

    private static String generation(Random random) {
        return "v" + random.nextInt(3);
    }

    private static void end(RollWorld world, int seed) {
        for (var step = 0; step < STEPS_TO_END; step++) {
            var plan = world.plan();
            world.carryOut(plan, plan.actions().size());
            world.settleEnvironment();
            if (plan.actions().isEmpty() && plan.obstacle().isPresent()) {
                world.nodes().forEach(node -> world.boot(node.name())); // too much is down: only its return helps
            } else if (plan.actions().isEmpty() && world.plan().actions().isEmpty()) {
                break;
            }
        }
        assertThat(world.plan())
                .as("seed %d: %s", seed, world.log())
                .isEqualTo(new RollPlan(List.of(), Optional.empty(), Optional.empty()));
        for (var wish : world.wishes) {
            assertThat(world.of(wish.name()))
                    .as("seed %d: %s", seed, wish)
                    .hasSize(wish.size())
                    .allMatch(node -> node.generation().equals(wish.generation()) && node.ready());
        }
        assertThat(world.nodes())
                .hasSize(world.wishes.stream().mapToInt(GroupWish::size).sum());
    }
}
