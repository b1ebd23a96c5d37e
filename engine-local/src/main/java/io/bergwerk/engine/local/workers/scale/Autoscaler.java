package io.bergwerk.engine.local.workers.scale;

import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.WorkerGroup;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.events.EventWriter;
import io.bergwerk.engine.local.workers.events.Happening;
import io.bergwerk.engine.local.workers.events.Subject;
import io.bergwerk.engine.local.workers.nodes.GroupSizes;
import io.bergwerk.engine.local.workers.nodes.GroupSizes.Size;
import io.bergwerk.engine.local.workers.nodes.Node;
import io.bergwerk.engine.local.workers.nodes.NodeObject;
import io.bergwerk.engine.local.workers.nodes.NodeReconciler;
import io.bergwerk.engine.local.workers.place.Resources;
import io.bergwerk.engine.local.workers.place.Spot;
import io.bergwerk.engine.local.workers.pods.Pod;
import io.bergwerk.engine.local.workers.pods.PodDriver;
import io.bergwerk.engine.local.workers.scale.ScaleDown.Placed;
import io.bergwerk.engine.local.workers.scale.ScaleDown.Standing;
import io.bergwerk.engine.local.workers.scale.ScaleUp.Candidate;
import io.bergwerk.engine.local.workers.scale.ScaleUp.Pending;
import io.bergwerk.engine.local.workers.scale.ScaleUp.Present;
import io.bergwerk.engine.local.workers.work.KeyedQueue;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes the sizes of one cluster's groups within their bounds, woken by pods that find no node and by
/// time.
///
/// It decides nothing while a group is rolled, except to grow.
public final class Autoscaler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Autoscaler.class);
    private static final String UP = "up";
    private static final String DOWN = "down";
    private static final Duration GATHER = Duration.ofSeconds(1); // pods that come together are helped together
    private static final Duration LOOK_DOWN_EVERY = Duration.ofSeconds(10); // upstream's scan interval
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final KubeApi api;
    private final Timers timers;
    private final Duration scaleDownAfter;
    private final NodeReconciler nodes;
    private final PodDriver pods;
    private final GroupSizes sizes;
    private final EventWriter events;
    private final KeyedQueue<String> queue;
    private final Map<String, Instant> unneededSince = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();

    public Autoscaler(
            KubeApi api,
            Timers timers,
            Duration scaleDownAfter,
            NodeReconciler nodes,
            PodDriver pods,
            GroupSizes sizes,
            EventWriter events) {
        this.api = api;
        this.timers = timers;
        this.scaleDownAfter = scaleDownAfter;
        this.nodes = nodes;
        this.pods = pods;
        this.sizes = sizes;
        this.events = events;
        this.queue = new KeyedQueue<>(timers, 1, this::look);
    }

    /// Something about the order or the nodes changed.
    public void ordered() {
        queue.addAt(UP, timers.now().plus(GATHER));
        queue.addAt(DOWN, timers.now().plus(lookDownEvery()));
    }

    public void podChanged(Pod pod) {
        if (isPending(pod)) {
            queue.addAt(UP, timers.now().plus(GATHER));
        }
    }

    private static boolean isPending(Pod pod) {
        return pod.node().isEmpty()
                && pod.deletion().isEmpty()
                && pod.placement().unschedulable().isPresent();
    }

    private Duration lookDownEvery() {
        return scaleDownAfter.compareTo(LOOK_DOWN_EVERY) < 0 ? scaleDownAfter : LOOK_DOWN_EVERY;
    }

    private void look(String direction) {
        var order = nodes.order().filter(Autoscaler::isElastic);
        if (order.isEmpty()) {
            unneededSince.clear();
            return;
        }
        try {
            if (direction.equals(UP)) {
                grow(order.get());
            } else {
                shrink(order.get());
                queue.addAt(DOWN, timers.now().plus(lookDownEvery()));
            }
        } catch (KubeException e) {
            log.atDebug().addKeyValue("cluster", order.get().id()).setCause(e).log("scaling is tried again");
            queue.addAt(direction, timers.now().plus(RETRY));
        }
    }

    private static boolean isElastic(ClusterOrder order) {
        return order.workerGroups().stream().anyMatch(group -> group.min() < group.max());
    }

    private void grow(ClusterOrder order) {
        var pending = pods.all().stream().filter(Autoscaler::isPending).toList();
        var byId = new HashMap<String, Pod>();
        pending.forEach(pod -> byId.put(pod.uid(), pod));
        told.keySet().retainAll(byId.keySet());
        if (pending.isEmpty()) {
            return;
        }
        var judgedAt = pending.stream()
                .flatMap(pod -> pod.placement().unschedulable().stream())
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
        var growth = ScaleUp.decide(
                pending.stream()
                        .map(pod -> new Pending(pod.uid(), pod.placement().needs()))
                        .toList(),
                present(order, judgedAt),
                candidates(order));
        carryOut(order, growth, byId);
    }

    private void carryOut(ClusterOrder order, Growth growth, Map<String, Pod> byId) {
        var words = new HashMap<String, String>();
        for (var group : order.workerGroups()) {
            var more = growth.nodes().getOrDefault(group.name(), 0);
            if (more > 0) {
                var before = size(group);
                var after = group.clamp(before.nodes() + more);
                sizes.write(group.name(), new Size(after, Set.of())); // whoever was to go is needed again
                words.put(
                        group.name(),
                        "pod triggered scale-up: [{%s %d->%d (max: %d)}]"
                                .formatted(group.name(), before.nodes(), after, group.max()));
                log.atInfo()
                        .addKeyValue("cluster", order.id())
                        .addKeyValue("group", group.name())
                        .log("group grows from {} to {} nodes", before.nodes(), after);
            }
        }
        if (!words.isEmpty()) {
            nodes.lookAgain();
        }
        growth.helped()
                .forEach((id, group) -> tell(
                        byId.get(id),
                        Happening.normal(Happening.AUTOSCALER, "TriggeredScaleUp", words.getOrDefault(group, ""))));
        growth.refused()
                .forEach((id, reasons) -> tell(
                        byId.get(id),
                        Happening.normal(
                                Happening.AUTOSCALER, "NotTriggerScaleUp", "pod didn't trigger scale-up: " + reasons)));
    }

    /// Each thing once per pod.
    private void tell(@Nullable Pod pod, Happening happening) {
        if (pod != null && !happening.message().equals(told.put(pod.uid(), happening.message()))) {
            events.add(Subject.pod(pod.key().namespace(), pod.key().name(), pod.uid()), happening);
        }
    }

    /// All nodes that take pods, and those that are still to be made.
    private List<Present> present(ClusterOrder order, Instant judgedAt) {
        var present = new ArrayList<Present>();
        for (var node : nodes.ours()) {
            if (node.isKept() && !node.unschedulable()) {
                var judged = node.ready() && node.created().isBefore(judgedAt);
                present.add(new Present(free(node), judged));
            }
        }
        for (var group : order.workerGroups()) {
            var made = nodes.ours().stream()
                    .filter(node -> node.isKept() && node.group().equals(group.name()))
                    .count();
            for (var missing = made; missing < size(group).nodes(); missing++) {
                present.add(new Present(template(order, group), false));
            }
        }
        return present;
    }

    private Spot free(Node node) {
        var used = pods.podsOn(node.name()).stream()
                .filter(pod -> !pod.status().isEnded())
                .map(pod -> pod.placement().needs().requests())
                .reduce(Resources.NONE, Resources::plus);
        return node.spot().without(used);
    }

    private List<Candidate> candidates(ClusterOrder order) {
        return order.workerGroups().stream()
                .map(group -> new Candidate(
                        group.name(),
                        template(order, group),
                        size(group).nodes(),
                        group.max(),
                        group.machineType().priceMicroEuro()))
                .toList();
    }

    /// A new node, less what the DaemonSets would take of it, as they do of another of the same cluster.
    private Spot template(ClusterOrder order, WorkerGroup group) {
        var like = nodes.ours().stream()
                .filter(Node::ready)
                .max(Comparator.comparing(node -> node.group().equals(group.name())));
        var daemons = like.map(node -> pods.podsOn(node.name()).stream()
                        .filter(pod -> pod.owner().equals("DaemonSet"))
                        .map(pod -> pod.placement().needs().requests())
                        .reduce(Resources.NONE, Resources::plus))
                .orElse(Resources.NONE);
        return NodeObject.spot(order, group).without(daemons);
    }

    private Size size(WorkerGroup group) {
        var present = nodes.ours().stream()
                .filter(node -> node.isKept() && node.group().equals(group.name()))
                .count();
        return sizes.of(group, (int) present);
    }

    private void shrink(ClusterOrder order) {
        var now = timers.now();
        var quiet = pods.areKnown() && nodes.ours().stream().allMatch(node -> node.isKept() && nodes.isCurrent(node));
        var spare = spare(order);
        var possible = quiet && spare.values().stream().anyMatch(count -> count > 0);
        var unneeded = possible ? ScaleDown.decide(standing(), spare) : List.<String>of();
        unneededSince.keySet().retainAll(unneeded);
        unneeded.forEach(name -> unneededSince.putIfAbsent(name, now));
        unneeded.stream()
                .filter(name ->
                        !now.isBefore(unneededSince.getOrDefault(name, now).plus(scaleDownAfter)))
                .flatMap(name -> nodes.find(name).stream())
                .filter(this::mayBeEmptied)
                .findFirst()
                .ifPresent(node -> remove(order, node));
    }

    private Map<String, Integer> spare(ClusterOrder order) {
        var spare = new HashMap<String, Integer>();
        order.workerGroups()
                .forEach(group -> spare.put(group.name(), size(group).nodes() - group.min()));
        return spare;
    }

    private List<Standing> standing() {
        var guards = new SystemGuards(api);
        return nodes.ours().stream()
                .map(node -> new Standing(
                        node.name(),
                        node.group(),
                        node.spot(),
                        node.ready() && !node.notes().keep(),
                        node.ready() && !node.unschedulable(),
                        pods.podsOn(node.name()).stream()
                                .filter(pod -> !pod.status().isEnded())
                                .map(pod -> placed(pod, guards))
                                .toList()))
                .toList();
    }

    private static Placed placed(Pod pod, SystemGuards guards) {
        var placement = pod.placement();
        var stays = pod.owner().equals("DaemonSet") || placement.mirror();
        return new Placed(placement.needs(), stays, guards.fixed(pod));
    }

    /// Asks the API server, which changes nothing, whether every pod's budgets would let it go.
    private boolean mayBeEmptied(Node node) {
        for (var pod : pods.podsOn(node.name())) {
            if (pod.staysOnNode()) {
                continue;
            }
            var eviction = KubeApi.JSON
                    .createObjectNode()
                    .put("apiVersion", "policy/v1")
                    .put("kind", "Eviction");
            eviction.putObject("metadata")
                    .put("name", pod.key().name())
                    .put("namespace", pod.key().namespace());
            eviction.putObject("deleteOptions").putArray("dryRun").add("All");
            try {
                api.create(pod.key().path() + "/eviction", eviction);
            } catch (KubeException e) {
                if (e.isUnreachable()) {
                    throw e;
                }
                log.atDebug().addKeyValue("node", node.name()).log("node stays for pod {}: {}", pod.key(), e.reason());
                return false;
            }
        }
        return true;
    }

    private void remove(ClusterOrder order, Node node) {
        var group = order.workerGroups().stream()
                .filter(it -> it.name().equals(node.group()))
                .findFirst()
                .orElseThrow();
        var before = size(group);
        var leaving = new HashSet<>(before.leaving());
        leaving.retainAll(nodes.ours().stream().map(Node::uid).toList());
        leaving.add(node.uid());
        sizes.write(group.name(), new Size(group.clamp(before.nodes() - 1), leaving));
        unneededSince.remove(node.name());
        log.atInfo().addKeyValue("node", node.name()).log("node is not needed and goes");
        events.add(
                Subject.node(node.name(), node.uid()),
                Happening.normal(Happening.AUTOSCALER, "ScaleDown", "marked the node as toBeDeleted/unschedulable"));
        for (var pod : pods.podsOn(node.name())) {
            if (!pod.owner().equals("DaemonSet") && !pod.status().isEnded()) {
                events.add(
                        Subject.pod(pod.key().namespace(), pod.key().name(), pod.uid()),
                        Happening.normal(Happening.AUTOSCALER, "ScaleDown", "deleting pod for node scale down"));
            }
        }
        nodes.lookAgain();
    }

    @Override
    public void close() {
        queue.close();
    }
}
