package io.bergwerk.engine.local.workers.nodes;

import io.bergwerk.common.Texts;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.roll.GroupWish;
import io.bergwerk.engine.local.workers.roll.RollPlan;
import java.util.List;
import java.util.Optional;

/// Says in one sentence how far the nodes are from what is ordered.
final class NodesFact {
    private static final int LONGEST_ANSWER = 300;

    static final Fact NOT_OBSERVED =
            new Fact(Fact.Status.UNKNOWN, "NotObserved", "The nodes have not been looked at yet.");

    static final Fact ORDER_CHANGED =
            progressing("NodesChange", "The nodes are being compared with what is ordered now.");

    private NodesFact() {}

    /// @param plan what was decided last
    /// @param obstacle what keeps nodes from being drained
    static Fact of(ClusterOrder order, List<GroupWish> wishes, Nodes nodes, RollPlan plan, Optional<String> obstacle) {
        var ordered = wishes.stream().mapToInt(GroupWish::size).sum();
        var ready = wishes.stream().mapToLong(wish -> ready(wish, nodes)).sum();
        var going = nodes.ours().stream().filter(node -> !node.deleting()).count()
                - wishes.stream().mapToLong(wish -> current(wish, nodes)).sum();
        if (obstacle.isPresent()) {
            return progressing("DrainBlocked", "Nodes are being drained: " + obstacle.get());
        }
        if (plan.obstacle().isPresent()) {
            return progressing("NodesHeldUp", plan.obstacle().get());
        }
        if (plan.rolling().isPresent()) {
            return progressing("RollingNodes", rolling(plan.rolling().get(), wishes, nodes));
        }
        if (ready < ordered) {
            return progressing("NodesNotReady", "%d of %d nodes are ready.".formatted(ready, ordered));
        }
        if (going > 0) {
            return progressing("RemovingNodes", "Nodes being drained and removed: %d.".formatted(going));
        }
        var version = "v" + order.version();
        var outdated = nodes.ours().stream()
                .filter(node -> node.isKept() && !node.kubeletVersion().equals(version))
                .count();
        if (outdated > 0) {
            return progressing(
                    "RestartingKubelets",
                    "The kubelets of %d of %d nodes are still to be restarted with %s."
                            .formatted(outdated, ordered, version));
        }
        var message = ordered == 1 ? "The node is ready." : "All %d nodes are ready.".formatted(ordered);
        return new Fact(Fact.Status.TRUE, "NodesReady", message);
    }

    /// The users' own rules keep the nodes from what is ordered.
    static Fact refused(KubeException refusal) {
        var brief = Texts.shortened(String.valueOf(refusal.getMessage()), LONGEST_ANSWER);
        return progressing("AdmissionRefused", "A rule of the cluster refuses what its nodes need: " + brief);
    }

    private static Fact progressing(String reason, String message) {
        return new Fact(Fact.Status.PROGRESSING, reason, message);
    }

    private static String rolling(String group, List<GroupWish> wishes, Nodes nodes) {
        var wish = wishes.stream().filter(it -> it.name().equals(group)).findFirst();
        return "Worker group %s is being renewed: %d of %d nodes are."
                .formatted(
                        group,
                        wish.map(it -> ready(it, nodes)).orElse(0L),
                        wish.map(GroupWish::size).orElse(0));
    }

    private static long ready(GroupWish wish, Nodes nodes) {
        return nodes.of(wish.name()).stream()
                .filter(node ->
                        node.isKept() && node.ready() && node.generation().equals(wish.generation()))
                .count();
    }

    private static long current(GroupWish wish, Nodes nodes) {
        return nodes.of(wish.name()).stream()
                .filter(node -> node.isKept() && node.generation().equals(wish.generation()))
                .limit(wish.size())
                .count();
    }
}
