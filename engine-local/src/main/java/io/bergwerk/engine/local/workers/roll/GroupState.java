package io.bergwerk.engine.local.workers.roll;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// One group's wish and nodes side by side.
///
/// @param nodes that are not being deleted, the oldest first
record GroupState(GroupWish wish, List<NodeView> nodes) {
    private static final double DOWN_MAX = 0.4; // of a group, above which its nodes are not replaced

    String name() {
        return wish.name();
    }

    boolean isCurrent(NodeView node) {
        return node.generation().equals(wish.generation());
    }

    List<NodeView> kept() {
        return where(NodeView::isKept);
    }

    List<NodeView> keptOld() {
        return where(node -> node.isKept() && !isCurrent(node));
    }

    List<NodeView> keptCurrent() {
        return where(node -> node.isKept() && isCurrent(node));
    }

    int available() {
        return where(node -> node.isKept() && node.ready()).size();
    }

    boolean hasOld() {
        return nodes.stream().anyMatch(node -> !isCurrent(node));
    }

    /// Whether old nodes of it are drained, or are about to be because it is too large.
    boolean isLosingOld() {
        return nodes.stream().anyMatch(node -> node.draining() && !isCurrent(node))
                || (hasOld() && kept().size() > wish.size());
    }

    boolean hasEnoughReady() {
        return available() >= wish.size();
    }

    int unreadyNew() {
        return where(node -> node.isKept() && isCurrent(node) && !node.ready()).size();
    }

    /// How many of its nodes are down, those that boot included.
    int down() {
        return where(node -> node.isKept() && !node.ready()).size();
    }

    /// Of a small group one node may be down, because one is never a sign that more than this one is wrong.
    boolean isDownBeyondRepair() {
        return down() > Math.max(1, (int) (DOWN_MAX * kept().size()));
    }

    /// Those that are missed least come first: not Ready, of another generation, young.
    List<NodeView> leastMissed(List<NodeView> candidates) {
        return candidates.reversed().stream()
                .sorted(Comparator.comparing((NodeView node) -> !node.victim())
                        .thenComparing(NodeView::ready)
                        .thenComparing(this::isCurrent))
                .toList();
    }

    private List<NodeView> where(Predicate<NodeView> condition) {
        return nodes.stream().filter(condition).toList();
    }
}
