package io.bergwerk.engine.local.workers.nodes;

import io.bergwerk.engine.local.workers.roll.NodeView;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// Sees nodes as the planner of rolls does.
final class NodeViews {
    private static final Duration SETTLE_MAX = Duration.ofMinutes(1); // for nodes to report after we were away

    private final Timers timers;
    private final Drain drain;
    private final KubeletRestarts restarts;
    private final Duration replaceAfter;
    private final Instant settled;

    NodeViews(Timers timers, Drain drain, KubeletRestarts restarts, Duration replaceAfter) {
        this.timers = timers;
        this.drain = drain;
        this.restarts = restarts;
        this.replaceAfter = replaceAfter;
        this.settled = timers.now().plus(replaceAfter.compareTo(SETTLE_MAX) < 0 ? replaceAfter : SETTLE_MAX);
    }

    /// @param leaving uids of nodes that were chosen to go
    NodeView of(Node node, Set<String> leaving) {
        var now = timers.now();
        var overdue = !node.ready() && !now.isBefore(node.readyChanged().plus(replaceAfter));
        var young = now.isBefore(node.created().plus(replaceAfter));
        var draining = node.drainStarted().isPresent();
        return new NodeView(
                node.name(),
                node.group(),
                node.generation(),
                node.ready(),
                draining,
                draining && !node.deleting() && drain.isDone(node, now),
                node.deleting(),
                leaving.contains(node.uid()),
                !node.ready() && young,
                overdue && !restarts.isUnderWay(node) && !now.isBefore(settled));
    }
}
