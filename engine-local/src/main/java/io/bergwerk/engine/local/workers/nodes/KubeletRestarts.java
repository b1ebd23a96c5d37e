package io.bergwerk.engine.local.workers.nodes;

import io.bergwerk.engine.WorkerGroup;
import io.bergwerk.engine.local.workers.events.EventWriter;
import io.bergwerk.engine.local.workers.events.Happening;
import io.bergwerk.engine.local.workers.events.Subject;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Restarts kubelets in place: for a patch of Kubernetes those of a whole cluster, spread over some minutes,
/// and at any time the one of a node whose annotation asks for it.
///
/// A restart that a dead server leaves half done ends like every node that was silent: with the next report.
final class KubeletRestarts {
    private static final Duration SHORTEST = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final String MESSAGE = "container runtime status check may not have completed yet (simulated)";

    private final NodeWriter writer;
    private final EventWriter events;
    private final Timers timers;
    private final RandomGenerator random;
    private final Duration spread;
    private final Map<String, Instant> planned = new ConcurrentHashMap<>();
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    KubeletRestarts(NodeWriter writer, EventWriter events, Timers timers, RandomGenerator random, Duration spread) {
        this.writer = writer;
        this.events = events;
        this.timers = timers;
        this.random = random;
        this.spread = spread;
    }

    boolean isUnderWay(Node node) {
        return ends.containsKey(node.uid());
    }

    /// Brings the kubelets of one group to a version.
    ///
    /// @param nodes of the group that are alive and stay, all of the ordered generation
    /// @param steady whether nothing else happens to the group
    void goOn(WorkerGroup group, List<Node> nodes, String version, boolean steady) {
        nodes.stream()
                .filter(node -> node.notes().restartKubelet() && !isUnderWay(node))
                .forEach(this::begin);
        var outdated = nodes.stream()
                .filter(node -> !node.kubeletVersion().equals(version))
                .toList();
        outdated.forEach(node -> planned.computeIfAbsent(node.uid(), _ -> someTime()));
        if (steady) {
            next(outdated, missing(nodes), group.maxUnavailable()).forEach(this::begin);
        }
    }

    private int missing(List<Node> nodes) {
        return (int)
                nodes.stream().filter(node -> !node.ready() || isUnderWay(node)).count();
    }

    /// Those whose time has come, the earliest first, as many as may be missing.
    private List<Node> next(List<Node> outdated, int missing, int maxUnavailable) {
        return outdated.stream()
                .filter(node ->
                        !isUnderWay(node) && !timers.now().isBefore(planned.getOrDefault(node.uid(), Instant.MAX)))
                .sorted(Comparator.comparing(node -> planned.getOrDefault(node.uid(), Instant.MAX)))
                .limit(Math.max(0, Math.max(1, maxUnavailable) - missing))
                .toList();
    }

    private Instant someTime() {
        return timers.now().plusMillis(random.nextLong(spread.toMillis() + 1));
    }

    private void begin(Node node) {
        var length =
                SHORTEST.toMillis() + random.nextLong(LONGEST.minus(SHORTEST).toMillis());
        ends.put(node.uid(), timers.now().plusMillis(length));
        writer.unready(node, MESSAGE, timers.now());
        events.add(
                Subject.node(node.name(), node.uid()),
                new Happening(false, "Starting", "Starting kubelet.", "kubelet", node.name()));
    }

    /// Ends the restart of a node whose time is over.
    ///
    /// @param version that the kubelet has from now on
    void end(Node node, String version) {
        var end = ends.get(node.uid());
        if (end != null && !timers.now().isBefore(end)) {
            writer.heartbeat(node, version, timers.now());
            if (node.notes().restartKubelet()) {
                writer.dropAnnotation(node, Node.Notes.RESTART);
            }
            ends.remove(node.uid());
            planned.remove(node.uid());
        }
    }

    /// When there is something to do next.
    Optional<Instant> nextDue() {
        var all = new ArrayList<>(ends.values());
        all.addAll(planned.values());
        return all.stream().min(Instant::compareTo);
    }

    void forget(String uid) {
        ends.remove(uid);
        planned.remove(uid);
    }
}
