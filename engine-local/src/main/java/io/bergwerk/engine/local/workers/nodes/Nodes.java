package io.bergwerk.engine.local.workers.nodes;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The Node objects of one cluster, in memory. Safe for use by many threads.
final class Nodes {
    /// Times of creation are whole seconds; within one, addresses were given out in order.
    private static final Comparator<Node> OLDEST_FIRST = Comparator.comparing(Node::created)
            .thenComparingInt(node -> node.internalIp().length())
            .thenComparing(Node::internalIp);

    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    /// @return what was known of it before
    @Nullable
    Node put(Node node) {
        return nodes.put(node.name(), node);
    }

    @Nullable
    Node get(String name) {
        return nodes.get(name);
    }

    @Nullable
    Node remove(String name) {
        return nodes.remove(name);
    }

    Collection<String> names() {
        return List.copyOf(nodes.keySet());
    }

    Collection<Node> all() {
        return List.copyOf(nodes.values());
    }

    Optional<Node> find(String name) {
        return Optional.ofNullable(nodes.get(name)).filter(Node::ours);
    }

    /// The oldest first.
    List<Node> ours() {
        return nodes.values().stream().filter(Node::ours).sorted(OLDEST_FIRST).toList();
    }

    List<Node> of(String group) {
        return ours().stream().filter(node -> node.group().equals(group)).toList();
    }
}
