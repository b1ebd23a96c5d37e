package io.bergwerk.engine.local.workers.roll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Nodes that do what a planner says, and a watcher that fails as soon as an action breaks a promise.
final class RollWorld {
    private final Map<String, NodeView> nodes = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();
    List<GroupWish> wishes = List.of();
    private int made;

    RollPlan plan() {
        return RollPlanner.plan(wishes, List.copyOf(nodes.values()));
    }

    List<NodeView> nodes() {
        return List.copyOf(nodes.values());
    }

    List<NodeView> of(String group) {
        return nodes.values().stream()
                .filter(node -> node.group().equals(group))
                .toList();
    }

    List<String> log() {
        return log;
    }

    /// Carries out so many actions of a plan; a kill after any of them leaves the rest undone.
    void carryOut(RollPlan plan, int count) {
        requireOneRoll(plan);
        plan.actions().stream().limit(count).forEach(this::carryOut);
        requireOneRoll(plan);
    }

    private void carryOut(NodeAction action) {
        log.add(action.toString());
        switch (action) {
            case NodeAction.Create(var group, var count) -> create(group, count);
            case NodeAction.Drain(var name) -> drain(name);
            case NodeAction.Resume(var name) -> nodes.computeIfPresent(name, (_, node) -> draining(node, false));
            case NodeAction.Delete(var name) -> {
                assertThat(node(name).drained() || node(name).failed())
                        .as(this::story)
                        .isTrue();
                nodes.remove(name);
            }
            case NodeAction.Replace(var name) -> {
                assertThat(node(name).failed()).as(this::story).isTrue();
                assertThat(wishes.stream().flatMap(wish -> of(wish.name()).stream()))
                        .as(this::story)
                        .noneMatch(node -> node.booting() && node.isKept());
                nodes.remove(name);
            }
        }
    }

    private void create(String group, int count) {
        var wish = wish(group).orElseThrow();
        for (var i = 0; i < count; i++) {
            add(group, wish.generation(), false);
            assertThat(of(group).size()).as(this::story).isLessThanOrEqualTo(wish.size() + wish.maxSurge());
        }
    }

    void add(String group, String generation, boolean ready) {
        var name = "n" + made++;
        nodes.put(name, new NodeView(name, group, generation, ready, false, false, false, false, !ready, false));
    }

    private void drain(String name) {
        var node = node(name);
        nodes.put(name, draining(node, true));
        wish(node.group())
                .filter(_ -> node.ready())
                .ifPresent(wish -> assertThat(available(wish.name()))
                        .as(this::story)
                        .isGreaterThanOrEqualTo(wish.size() - wish.maxUnavailable()));
    }

    /// Whoever rolls a group finds no other one in the middle of its roll.
    private void requireOneRoll(RollPlan plan) {
        for (var action : plan.actions()) {
            if (action instanceof NodeAction.Drain(var name)
                    && plan.rolling().equals(Optional.of(node(name).group()))
                    && isOld(node(name))) {
                assertThat(nodes.values())
                        .as(this::story)
                        .noneMatch(other -> other.draining()
                                && isOld(other)
                                && !other.group().equals(node(name).group()));
            }
        }
    }

    /// Whether a node is of another generation than its group shall be.
    private boolean isOld(NodeView node) {
        return wish(node.group())
                .filter(wish -> !wish.generation().equals(node.generation()))
                .isPresent();
    }

    long available(String group) {
        return of(group).stream().filter(node -> node.ready() && node.isKept()).count();
    }

    private Optional<GroupWish> wish(String group) {
        return wishes.stream().filter(wish -> wish.name().equals(group)).findFirst();
    }

    private NodeView node(String name) {
        return Objects.requireNonNull(nodes.get(name), () -> name + ": " + log);
    }

    private String story() {
        return "%s%nwishes: %s%nlog: %s".formatted(nodes.values(), wishes, log);
    }

    private static NodeView draining(NodeView node, boolean draining) {
        return with(node, node.ready(), draining, false, node.victim(), node.booting(), node.failed());
    }

    private static NodeView with(
            NodeView node,
            boolean ready,
            boolean draining,
            boolean drained,
            boolean victim,
            boolean booting,
            boolean failed) {
        return new NodeView(
                node.name(), node.group(), node.generation(), ready, draining, drained, false, victim, booting, failed);
    }

    void boot(String name) {
        nodes.computeIfPresent(
                name, (_, node) -> with(node, true, node.draining(), node.drained(), node.victim(), false, false));
    }

    void emptied(String name) {
        nodes.computeIfPresent(
                name,
                (_, node) -> with(
                        node,
                        node.ready(),
                        node.draining(),
                        node.draining(),
                        node.victim(),
                        node.booting(),
                        node.failed()));
    }

    void fail(String name) {
        nodes.computeIfPresent(
                name, (_, node) -> with(node, false, node.draining(), node.drained(), node.victim(), false, true));
    }

    void choose(String name) {
        nodes.computeIfPresent(
                name, (_, node) -> with(node, node.ready(), node.draining(), node.drained(), true, false, false));
    }

    void vanish(String name) {
        log.add("a user deletes " + name);
        nodes.remove(name);
    }

    Optional<NodeView> any(RandomGenerator random) {
        var all = nodes();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    /// Everything that is under way comes to its end.
    void settleEnvironment() {
        for (var node : nodes()) {
            emptied(node.name());
            if (!node.failed()) {
                boot(node.name());
            }
        }
    }
}
