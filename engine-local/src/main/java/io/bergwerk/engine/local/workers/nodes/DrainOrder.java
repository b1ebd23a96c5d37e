package io.bergwerk.engine.local.workers.nodes;

import io.bergwerk.engine.local.workers.nodes.PodsOnNodes.PodOnNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Which pods are evicted next. Pods with a name or a volume of their own move strictly one after the other,
/// over all nodes that are being drained; of all others so many are under way at once.
final class DrainOrder {
    static final int PARALLEL = 10;

    private DrainOrder() {}

    /// @param left pods that are to leave their nodes
    /// @param due whether a pod's turn has come, as far as it alone is concerned
    /// @param settled whether the pod's peers are well and no volume is still being detached
    static List<PodOnNode> next(List<PodOnNode> left, Predicate<PodOnNode> due, Predicate<PodOnNode> settled) {
        var next = new ArrayList<PodOnNode>();
        var single = left.stream().filter(PodOnNode::oneByOne).toList();
        if (single.stream().noneMatch(PodOnNode::deleting)) {
            single.stream().filter(due).filter(settled).findFirst().ifPresent(next::add);
        }
        var others = left.stream().filter(pod -> !pod.oneByOne()).toList();
        var underWay = others.stream().filter(PodOnNode::deleting).count();
        others.stream()
                .filter(pod -> !pod.deleting())
                .filter(due)
                .limit(Math.max(0, PARALLEL - underWay))
                .forEach(next::add);
        return next;
    }
}
