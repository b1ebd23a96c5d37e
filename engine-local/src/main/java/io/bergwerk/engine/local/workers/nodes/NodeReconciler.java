package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.api.Store;
import io.bergwerk.engine.local.workers.work.KeyedQueue;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings one cluster's Node objects in line with its order, at every change of either.
public final class NodeReconciler implements Store, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeReconciler.class);
    private static final String COLLECTION = "/api/v1/nodes";
    private static final String CSI_NODES = "/apis/storage.k8s.io/v1/csinodes";
    private static final String PASS = "nodes";
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final KubeApi api;
    private final Timers timers;
    private final Leases leases;
    private final Drain drain;
    private final Runnable changed;
    private final KeyedQueue<String> queue;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final Set<String> statusDue = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ClusterOrder order;
    private volatile boolean listed;

    /// @param changed told when a node came, went, or became Ready or not
    public NodeReconciler(KubeApi api, Timers timers, RandomGenerator random, PodsOnNodes pods, Runnable changed) {
        this.api = api;
        this.timers = timers;
        this.leases = new Leases(api, timers, random, this::refreshStatus);
        this.drain = new Drain(api, pods);
        this.changed = changed;
        this.queue = new KeyedQueue<>(timers, 1, _ -> reconcile());
    }

    public void order(ClusterOrder wish) {
        order = wish;
        queue.add(PASS);
    }

    public Optional<Node> find(String name) {
        return Optional.ofNullable(nodes.get(name)).filter(Node::ours);
    }

    public Optional<Node> findByIp(String ip) {
        return nodes.values().stream()
                .filter(node -> node.ours() && node.internalIp().equals(ip))
                .findAny();
    }

    public Collection<Node> ours() {
        return nodes.values().stream().filter(Node::ours).toList();
    }

    /// Whether the ordered nodes, and no others of ours, are there and Ready.
    public Fact fact() {
        var wish = order;
        if (!listed || wish == null) {
            return new Fact(Fact.Status.UNKNOWN, "NotObserved", "The nodes have not been looked at yet.");
        }
        var ordered = OrderedNode.of(wish).keySet();
        var ready = ordered.stream().filter(this::isReady).count();
        var surplus =
                ours().stream().filter(node -> !ordered.contains(node.name())).count();
        if (ready < ordered.size()) {
            var message = "%d of %d nodes are ready.".formatted(ready, ordered.size());
            return new Fact(Fact.Status.PROGRESSING, "NodesNotReady", message);
        }
        if (surplus > 0) {
            var message = "Nodes being drained and removed: %d.".formatted(surplus);
            return new Fact(Fact.Status.PROGRESSING, "RemovingNodes", message);
        }
        var message = ordered.size() == 1 ? "The node is ready." : "All %d nodes are ready.".formatted(ordered.size());
        return new Fact(Fact.Status.TRUE, "NodesReady", message);
    }

    private boolean isReady(String name) {
        var node = nodes.get(name);
        return node != null && node.ready() && !node.deleting();
    }

    @Override
    public String put(JsonNode object) {
        var node = Node.of(object);
        var former = nodes.get(node.name());
        if (former != null && node.isOlderThan(former)) {
            return node.name();
        }
        nodes.put(node.name(), node);
        if (node.ours() && !node.deleting()) {
            leases.keep(node);
        }
        if (former == null || former.ready() != node.ready() || node.deleting() != former.deleting()) {
            changed.run();
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
        nodes.remove(name);
        changed.run();
        queue.add(PASS);
    }

    @Override
    public void retain(Set<String> keys) {
        nodes.keySet().stream().filter(name -> !keys.contains(name)).toList().forEach(this::forget);
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
        var ordered = OrderedNode.of(wish);
        try {
            createMissing(wish, ordered);
            for (var node : ours()) {
                if (ordered.containsKey(node.name())) {
                    keepUp(wish, node);
                }
            }
            removeSurplus(ordered);
        } catch (KubeException e) {
            log.atWarn()
                    .addKeyValue("cluster", wish.id())
                    .addKeyValue("reason", e.reason())
                    .log("nodes are not as ordered, tried again in {}: {}", RETRY, e.getMessage());
            queue.addAt(PASS, timers.now().plus(RETRY));
        }
    }

    private void createMissing(ClusterOrder wish, Map<String, OrderedNode> ordered) {
        var addresses =
                new NodeAddresses(nodes.values().stream().map(Node::internalIp).collect(Collectors.toSet()));
        var creating = new ArrayList<CompletableFuture<Void>>();
        for (var node : ordered.values()) {
            if (!nodes.containsKey(node.name())) {
                var object = NodeObject.of(wish, node, addresses.next(), timers.now());
                creating.add(CompletableFuture.runAsync(() -> create(object), timers.executor()));
            }
        }
        creating.forEach(NodeReconciler::await);
    }

    private void create(ObjectNode object) {
        try {
            var made = api.create(COLLECTION, object);
            put(made);
            log.atInfo()
                    .addKeyValue("node", object.path("metadata").path("name").asText())
                    .log("node created");
            createCsiNode(Node.of(made));
        } catch (KubeException e) {
            if (!e.isAlreadyThere()) {
                throw e;
            }
        }
    }

    private static void await(CompletableFuture<Void> creating) {
        try {
            creating.join();
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof KubeException refused ? refused : e;
        }
    }

    private void createCsiNode(Node node) {
        var object = KubeApi.JSON
                .createObjectNode()
                .put("apiVersion", "storage.k8s.io/v1")
                .put("kind", "CSINode");
        ownedBy(object.putObject("metadata").put("name", node.name()), node);
        object.putObject("spec").putArray("drivers");
        try {
            api.create(CSI_NODES, object);
        } catch (KubeException e) {
            log.atDebug().addKeyValue("node", node.name()).setCause(e).log("CSINode not created");
        }
    }

    /// A node that is not Ready was silent for too long, for example while the server was down.
    private void keepUp(ClusterOrder wish, Node node) {
        var due = statusDue.remove(node.name());
        var version = "v" + wish.version();
        if (due || (!node.deleting() && (!node.ready() || !node.kubeletVersion().equals(version)))) {
            var heartbeat = NodeObject.heartbeat(wish.version(), timers.now(), node.ready());
            api.patch("%s/%s/status".formatted(COLLECTION, node.name()), heartbeat);
        }
    }

    /// Only once all ordered nodes are Ready, so that pods have somewhere to go.
    private void removeSurplus(Map<String, OrderedNode> ordered) {
        var surplus = ours().stream()
                .filter(node -> !ordered.containsKey(node.name()))
                .toList();
        if (surplus.isEmpty() || !ordered.keySet().stream().allMatch(this::isReady)) {
            return;
        }
        for (var node : surplus) {
            if (!node.deleting() && drain.step(node, timers.now())) {
                delete(node);
            }
        }
        queue.addAt(PASS, timers.now().plus(RETRY));
    }

    private void delete(Node node) {
        leases.drop(node.name());
        var options = KubeApi.JSON.createObjectNode();
        options.putObject("preconditions").put("uid", node.uid());
        api.delete(COLLECTION + "/" + node.name(), options);
        drain.deleteAll(node.name());
        log.atInfo().addKeyValue("node", node.name()).log("node removed");
    }

    /// Deletes all nodes of ours at once, their pods and leases with them.
    public void removeAll() {
        order = null;
        ours().forEach(this::delete);
    }

    static void ownedBy(ObjectNode metadata, Node node) {
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("name", node.name())
                .put("uid", node.uid());
    }

    @Override
    public void close() {
        queue.close();
        leases.close();
    }
}
