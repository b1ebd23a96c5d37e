package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.WorkerGroup;
import io.bergwerk.engine.local.workers.WorkersConfig;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.api.Store;
import io.bergwerk.engine.local.workers.events.EventWriter;
import io.bergwerk.engine.local.workers.events.Happening;
import io.bergwerk.engine.local.workers.events.Subject;
import io.bergwerk.engine.local.workers.roll.GroupWish;
import io.bergwerk.engine.local.workers.roll.NodeAction;
import io.bergwerk.engine.local.workers.roll.NodeView;
import io.bergwerk.engine.local.workers.roll.RollPlan;
import io.bergwerk.engine.local.workers.roll.RollPlanner;
import io.bergwerk.engine.local.workers.work.KeyedQueue;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings one cluster's Node objects in line with its order, at every change of either.
public final class NodeReconciler implements Store, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeReconciler.class);
    private static final String PASS = "nodes";
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int RETIRED_MAX = 64;

    private final Timers timers;
    private final WorkersConfig config;
    private final NodeViews views;
    private final NodeWriter writer;
    private final Leases leases;
    private final Drain drain;
    private final KubeletRestarts restarts;
    private final GroupSizes sizes;
    private final EventWriter events;
    private final Runnable changed;
    private final KeyedQueue<String> queue;
    private final Nodes nodes = new Nodes();
    private final Set<String> statusDue = ConcurrentHashMap.newKeySet();
    private final Set<String> retired = new LinkedHashSet<>();
    private volatile @Nullable ClusterOrder order;
    private volatile boolean listed;
    private volatile Fact fact = NodesFact.NOT_OBSERVED;

    /// @param changed told when a node came, went, became Ready or not, or something else is to be said of
    ///     the nodes
    public NodeReconciler(
            KubeApi api,
            Timers timers,
            RandomGenerator random,
            WorkersConfig config,
            PodsOnNodes pods,
            GroupSizes sizes,
            EventWriter events,
            Runnable changed) {
        this.timers = timers;
        this.config = config;
        this.writer = new NodeWriter(api, this::put);
        this.leases = new Leases(api, timers, random, this::refreshStatus);
        this.drain = new Drain(api, pods, events, config.drainLimit(), random);
        this.restarts = new KubeletRestarts(writer, events, timers, random, config.restartSpread());
        this.views = new NodeViews(timers, drain, restarts, config.replaceAfter());
        this.sizes = sizes;
        this.events = events;
        this.changed = changed;
        this.queue = new KeyedQueue<>(timers, 1, _ -> reconcile());
    }

    public void order(ClusterOrder wish) {
        synchronized (this) {
            if (!wish.equals(order)) {
                fact = order == null ? NodesFact.NOT_OBSERVED : NodesFact.ORDER_CHANGED; // the former one is no answer
                order = wish;
            }
        }
        queue.add(PASS);
    }

    public Optional<ClusterOrder> order() {
        return Optional.ofNullable(order);
    }

    /// Looks again, because something that matters to nodes changed elsewhere.
    public void lookAgain() {
        queue.add(PASS);
    }

    /// Looks again at a node that is being drained, because one of its pods changed.
    public void podChanged(String node) {
        if (nodes.find(node).filter(it -> it.drainStarted().isPresent()).isPresent()) {
            queue.add(PASS);
        }
    }

    public Optional<Node> find(String name) {
        return nodes.find(name);
    }

    public Optional<Node> findByIp(String ip) {
        return ours().stream().filter(node -> node.internalIp().equals(ip)).findAny();
    }

    public Collection<Node> ours() {
        return nodes.ours();
    }

    /// Whether a node is of the kind that is ordered for its group.
    public boolean isCurrent(Node node) {
        var wish = order;
        return wish != null
                && wish.workerGroups().stream()
                        .anyMatch(group -> group.name().equals(node.group())
                                && Generation.of(group, wish.version()).equals(node.generation()));
    }

    /// How many there are of each group, those that come or go included.
    public Map<String, Integer> machines() {
        return nodes.ours().stream().collect(Collectors.toMap(Node::group, _ -> 1, Integer::sum));
    }

    /// Whether the ordered nodes, and no others of ours, are there and Ready.
    public Fact fact() {
        return fact;
    }

    @Override
    public String put(JsonNode object) {
        var node = Node.of(object);
        var former = nodes.get(node.name());
        if (former != null && node.isOlderThan(former)) {
            return node.name();
        }
        nodes.put(node);
        if (node.ours() && !node.deleting()) {
            if (node.notes().fault() == Node.Fault.SILENT) {
                leases.drop(node.name());
            } else {
                leases.keep(node);
            }
        }
        if (!node.equals(former)) {
            queue.add(PASS);
        }
        return node.name();
    }

    @Override
    public void remove(JsonNode object) {
        forget(object.path("metadata").path("name").asText());
    }

    private void forget(String name) {
        leases.drop(name);
        var former = nodes.remove(name);
        if (former != null) {
            restarts.forget(former.uid());
        }
        queue.add(PASS);
    }

    @Override
    public void retain(Set<String> keys) {
        nodes.names().stream().filter(name -> !keys.contains(name)).forEach(this::forget);
        sizes.forget();
        leases.awaitFirst();
        listed = true;
        queue.add(PASS);
    }

    private void refreshStatus(String node) {
        statusDue.add(node);
        queue.add(PASS);
    }

    private void reconcile() {
        var wish = order;
        if (wish == null || !listed) {
            return;
        }
        try {
            var wishes = wishes(wish);
            var plan = RollPlanner.plan(wishes, views(wish));
            carryOut(wish, plan);
            var draining = ours().stream().filter(node -> node.drainStarted().isPresent() && !node.deleting());
            drain.goOn(draining.toList(), timers.now());
            ours().forEach(node -> keepUp(wish, node));
            restartKubelets(wish, plan);
            wakeForWhatIsDue();
            say(wish, NodesFact.of(wish, wishes, nodes, plan, drain.obstacle()));
        } catch (KubeException e) {
            log.atWarn()
                    .addKeyValue("cluster", wish.id())
                    .addKeyValue("reason", e.reason())
                    .log("nodes are not as ordered, tried again in {}: {}", RETRY, e.getMessage());
            if (e.isRefusedByAdmission()) {
                say(wish, NodesFact.refused(e));
            }
            queue.addAt(PASS, timers.now().plus(RETRY));
        }
    }

    private void say(ClusterOrder about, Fact next) {
        synchronized (this) {
            if (!about.equals(order) || next.equals(fact)) {
                return;
            }
            fact = next;
        }
        changed.run();
    }

    private List<GroupWish> wishes(ClusterOrder wish) {
        return wish.workerGroups().stream().map(group -> groupWish(wish, group)).toList();
    }

    private GroupWish groupWish(ClusterOrder wish, WorkerGroup group) {
        var size = size(group).nodes();
        var generation = Generation.of(group, wish.version());
        return new GroupWish(group.name(), generation, size, group.maxSurge(), group.maxUnavailable());
    }

    private GroupSizes.Size size(WorkerGroup group) {
        var present = nodes.of(group.name()).stream().filter(Node::isKept).count();
        return sizes.of(group, (int) present);
    }

    private List<NodeView> views(ClusterOrder wish) {
        var leaving = wish.workerGroups().stream()
                .flatMap(group -> size(group).leaving().stream())
                .collect(Collectors.toSet());
        return ours().stream().map(node -> views.of(node, leaving)).toList();
    }

    private void carryOut(ClusterOrder wish, RollPlan plan) {
        for (var action : plan.actions()) {
            switch (action) {
                case NodeAction.Create(var group, var count) -> create(wish, group, count);
                case NodeAction.Drain(var name) -> with(name, this::beginDrain);
                case NodeAction.Resume(var name) ->
                    with(name, node -> {
                        writer.uncordon(node);
                        return "node is needed after all";
                    });
                case NodeAction.Delete(var name) -> with(name, this::delete);
                case NodeAction.Replace(var name) -> with(name, this::replace);
            }
        }
    }

    /// @param work answers what was done, for the log
    private void with(String name, Function<Node, String> work) {
        nodes.find(name)
                .ifPresent(node -> log.atInfo().addKeyValue("node", name).log(work.apply(node)));
    }

    private String beginDrain(Node node) {
        writer.cordon(node, timers.now());
        tell(node, Happening.normal(Happening.PLATFORM, "Draining", "The node is being drained and then removed."));
        return "node is being drained";
    }

    private String replace(Node node) {
        var message =
                "The node has not been ready since %s; another one takes its place.".formatted(node.readyChanged());
        tell(node, Happening.warning(Happening.PLATFORM, "Replaced", message));
        return delete(node) + ", because it was not ready for too long";
    }

    private void tell(Node node, Happening happening) {
        events.add(Subject.node(node.name(), node.uid()), happening);
    }

    private String delete(Node node) {
        leases.drop(node.name());
        retire(node.name());
        writer.delete(node);
        drain.deleteAll(node.name());
        return "node removed";
    }

    /// A node that takes another's place gets a name of its own, as far as anybody remembers.
    private synchronized void retire(String name) {
        retired.add(name);
        if (retired.size() > RETIRED_MAX) {
            retired.remove(retired.iterator().next());
        }
    }

    private void create(ClusterOrder wish, String name, int count) {
        var group = wish.workerGroups().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        var addresses =
                new NodeAddresses(nodes.all().stream().map(Node::internalIp).collect(Collectors.toSet()));
        var taken = new HashSet<>(nodes.names());
        synchronized (this) {
            taken.addAll(retired);
        }
        var creating = new ArrayList<CompletableFuture<Void>>();
        for (var node : NewNode.of(wish, group, count, taken::contains)) {
            var object = NodeObject.of(wish, node, addresses.next(), timers.now());
            creating.add(CompletableFuture.runAsync(() -> writer.create(object), timers.executor()));
        }
        creating.forEach(NodeReconciler::await);
    }

    private static void await(CompletableFuture<Void> creating) {
        try {
            creating.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof KubeException refused ? refused : e;
        }
    }

    /// A node that is not Ready was silent for too long, for example while the server was down.
    private void keepUp(ClusterOrder wish, Node node) {
        var due = statusDue.remove(node.name());
        if (node.deleting() || restarts.isUnderWay(node)) {
            return;
        }
        switch (node.notes().fault()) {
            case SILENT -> {
                // the controller manager finds out
            }
            case UNREADY -> {
                if (node.ready()) {
                    writer.unready(node, "container runtime is down (simulated)", timers.now());
                }
            }
            case NONE -> {
                if (due || !node.ready()) {
                    var returns = !node.ready() && isCurrent(node);
                    writer.heartbeat(node, returns ? "v" + wish.version() : node.kubeletVersion(), timers.now());
                }
            }
        }
    }

    private void restartKubelets(ClusterOrder wish, RollPlan plan) {
        ours().forEach(node -> restarts.end(node, isCurrent(node) ? "v" + wish.version() : node.kubeletVersion()));
        for (var group : wish.workerGroups()) {
            var all = nodes.of(group.name());
            var kept = all.stream()
                    .filter(node -> node.isKept() && node.isAlive() && isCurrent(node))
                    .toList();
            var steady = kept.size() == all.size() && plan.actions().isEmpty();
            restarts.goOn(group, kept, "v" + wish.version(), steady);
        }
    }

    private void wakeForWhatIsDue() {
        var now = timers.now();
        drain.nextDue().ifPresent(due -> queue.addAt(PASS, due));
        restarts.nextDue().ifPresent(due -> queue.addAt(PASS, due.isBefore(now) ? now.plus(RETRY) : due));
        for (var node : ours()) {
            if (node.drainStarted().isPresent()) {
                queue.addAt(PASS, now.plus(RETRY));
            } else if (!node.ready()) {
                var due = node.readyChanged().plus(config.replaceAfter());
                queue.addAt(PASS, due.isBefore(now) ? now.plus(RETRY) : due);
            }
        }
    }

    /// Deletes all nodes of ours at once, their pods and leases with them.
    public void removeAll() {
        order = null;
        fact = NodesFact.NOT_OBSERVED;
        ours().forEach(this::delete);
    }

    @Override
    public void close() {
        queue.close();
        leases.close();
    }
}
