package io.bergwerk.engine.local.workers.roll;

import io.bergwerk.engine.local.workers.roll.NodeAction.Create;
import io.bergwerk.engine.local.workers.roll.NodeAction.Delete;
import io.bergwerk.engine.local.workers.roll.NodeAction.Drain;
import io.bergwerk.engine.local.workers.roll.NodeAction.Replace;
import io.bergwerk.engine.local.workers.roll.NodeAction.Resume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Decides what happens next to a cluster's nodes.
///
/// No action makes a group larger than its size and `maxSurge`, and none takes a Ready node away that leaves
/// fewer of them than the size less `maxUnavailable`. One group is rolled at a time, in the user's order,
/// while all others have what they need; groups that are no longer ordered go last. A node that failed is
/// replaced if it is the only one.
public final class RollPlanner {
    private static final int UNREADY_NEW_MAX = 1; // with more of them, what the group is rolled to is in doubt

    private final List<GroupState> groups;
    private final List<NodeView> strays;
    private final List<NodeAction> actions = new ArrayList<>();
    private final @Nullable GroupState turn;
    private Optional<String> obstacle = Optional.empty();

    private RollPlanner(List<GroupWish> wishes, List<NodeView> nodes) {
        var present = nodes.stream().filter(node -> !node.deleting()).toList();
        this.groups = wishes.stream()
                .map(wish -> new GroupState(wish, of(present, name -> name.equals(wish.name()))))
                .toList();
        var ordered = wishes.stream().map(GroupWish::name).toList();
        this.strays = of(present, name -> !ordered.contains(name));
        this.turn = turn();
    }

    private static List<NodeView> of(List<NodeView> nodes, Predicate<String> group) {
        return nodes.stream().filter(node -> group.test(node.group())).toList();
    }

    /// @param wishes in the user's order
    /// @param nodes the oldest first
    public static RollPlan plan(List<GroupWish> wishes, List<NodeView> nodes) {
        return new RollPlanner(wishes, nodes).plan();
    }

    private RollPlan plan() {
        for (var group : groups) {
            var resumed = goOn(group);
            if (group.equals(turn) && mayRoll(group)) {
                roll(group, resumed);
            } else {
                fill(group, resumed);
                shrink(group);
            }
        }
        replaceOneFailed();
        removeStrays();
        return new RollPlan(actions, Optional.ofNullable(turn).map(GroupState::name), obstacle);
    }

    private @Nullable GroupState turn() {
        return groups.stream().filter(GroupState::hasOld).findFirst().orElse(null);
    }

    private boolean mayRoll(GroupState group) {
        var others = groups.stream().filter(other -> !other.equals(group)).toList();
        if (group.unreadyNew() > UNREADY_NEW_MAX) {
            obstacle = Optional.of("Worker group %s: %d new nodes are not ready, so no more of the group is rolled."
                    .formatted(group.name(), group.unreadyNew()));
        } else if (others.stream().anyMatch(GroupState::isLosingOld)) {
            obstacle = Optional.of(
                    "Worker group %s waits until another group's nodes are drained.".formatted(group.name()));
        } else {
            obstacle = others.stream()
                    .filter(other -> !other.hasEnoughReady())
                    .findFirst()
                    .map(other -> "Worker group %s is rolled once %s has %d ready nodes."
                            .formatted(group.name(), other.name(), other.wish().size()));
        }
        return obstacle.isEmpty();
    }

    /// Ends drains that are done, and those of nodes that are wanted again.
    ///
    /// @return how many nodes are wanted again
    private int goOn(GroupState group) {
        var resumed = 0;
        var staying =
                group.equals(turn) ? group.keptCurrent().size() : group.kept().size();
        for (var node : group.nodes()) {
            if (!node.draining()) {
                continue;
            }
            var wanted = group.isCurrent(node)
                    && !node.failed()
                    && staying + resumed < group.wish().size();
            if (wanted) {
                resumed++;
                actions.add(new Resume(node.name()));
            } else if (node.drained() || node.failed()) {
                actions.add(new Delete(node.name()));
            }
        }
        return resumed;
    }

    private void roll(GroupState group, int resumed) {
        var wish = group.wish();
        create(group, wish.size() - group.keptCurrent().size() - resumed);
        var spare = group.available() - (wish.size() - wish.maxUnavailable());
        for (var node : group.leastMissed(group.keptOld())) {
            if (!node.ready() || spare > 0) {
                spare -= node.ready() ? 1 : 0;
                actions.add(new Drain(node.name()));
            }
        }
        var surplus = group.keptCurrent().size() - wish.size();
        drain(group, group.keptCurrent(), surplus, spare);
    }

    /// Makes up for missing nodes without rolling any.
    private void fill(GroupState group, int resumed) {
        create(group, group.wish().size() - group.kept().size() - resumed);
    }

    private void create(GroupState group, int missing) {
        var room = group.wish().size() + group.wish().maxSurge() - group.nodes().size();
        var count = Math.min(missing, room);
        if (count > 0) {
            actions.add(new Create(group.name(), count));
        }
    }

    /// Takes away what is above the size; of a group that is being rolled only new nodes, the old ones have
    /// their turn.
    private void shrink(GroupState group) {
        var candidates = group.equals(turn) ? group.keptCurrent() : group.kept();
        drain(
                group,
                candidates,
                candidates.size() - group.wish().size(),
                group.available() - group.wish().size());
    }

    /// @param surplus how many go at most
    /// @param spare how many Ready ones go at most
    private void drain(GroupState group, List<NodeView> candidates, int surplus, int spare) {
        var left = surplus;
        var leftReady = spare;
        for (var node : group.leastMissed(candidates)) {
            if (left > 0 && (!node.ready() || leftReady > 0)) {
                left--;
                leftReady -= node.ready() ? 1 : 0;
                actions.add(new Drain(node.name()));
            }
        }
    }

    private void replaceOneFailed() {
        for (var group : groups) {
            var failed = group.kept().stream().filter(NodeView::failed).findFirst();
            if (failed.isPresent() && mayReplace(group)) {
                actions.add(new Replace(failed.get().name()));
                return;
            }
        }
    }

    private boolean mayReplace(GroupState group) {
        if (group.isDownBeyondRepair()) {
            obstacle = Optional.of("Worker group %s: %d of %d nodes are not ready, too many to replace them."
                    .formatted(group.name(), group.down(), group.kept().size()));
            return false;
        }
        return groups.stream().allMatch(RollPlanner::isWhole)
                && actions.stream().allMatch(Delete.class::isInstance);
    }

    /// Whether no replacement is under way.
    private static boolean isWhole(GroupState group) {
        return group.kept().size() >= group.wish().size()
                && group.kept().stream().noneMatch(NodeView::booting);
    }

    private void removeStrays() {
        var mayBegin = turn == null && groups.stream().allMatch(GroupState::hasEnoughReady);
        for (var node : strays) {
            if (node.draining() && (node.drained() || node.failed())) {
                actions.add(new Delete(node.name()));
            } else if (!node.draining() && mayBegin) {
                actions.add(new Drain(node.name()));
            }
        }
    }
}
