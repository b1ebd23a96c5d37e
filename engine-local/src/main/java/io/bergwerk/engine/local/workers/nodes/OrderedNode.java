package io.bergwerk.engine.local.workers.nodes;

import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.WorkerGroup;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// A node that there shall be.
///
/// @param name `<cluster>-<group>-<suffix>`; the suffix changes with machine type and image, because those are new
/// nodes
/// @param machine id of the server that it stands for
public record OrderedNode(String name, WorkerGroup group, UUID machine) {
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int SUFFIX_LENGTH = 5;

    /// All nodes of an order by name, the same for the same order.
    public static Map<String, OrderedNode> of(ClusterOrder order) {
        var nodes = new LinkedHashMap<String, OrderedNode>();
        for (var group : order.workerGroups()) {
            for (var ordinal = 0; ordinal < group.min(); ordinal++) {
                var node = node(order, group, ordinal, nodes);
                nodes.put(node.name(), node);
            }
        }
        return nodes;
    }

    private static OrderedNode node(
            ClusterOrder order, WorkerGroup group, int ordinal, Map<String, OrderedNode> taken) {
        var tried = new HashSet<String>();
        for (var salt = 0; ; salt++) {
            var seed = "%s/%s/%s/%s/%d/%d"
                    .formatted(order.id(), group.name(), group.machineType().id(), group.image(), ordinal, salt);
            var name = "%s-%s-%s".formatted(order.name(), group.name(), suffix(seed));
            if (!taken.containsKey(name) && tried.add(name)) {
                return new OrderedNode(name, group, UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static String suffix(String seed) {
        var digest = sha256(seed);
        var suffix = new StringBuilder();
        for (var index = 0; index < SUFFIX_LENGTH; index++) {
            suffix.append(LETTERS.charAt(Byte.toUnsignedInt(digest[index]) % LETTERS.length()));
        }
        return suffix.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
