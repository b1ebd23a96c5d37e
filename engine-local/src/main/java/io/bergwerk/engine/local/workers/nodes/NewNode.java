package io.bergwerk.engine.local.workers.nodes;

import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.WorkerGroup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/// A node to be made.
///
/// @param name `<cluster>-<group>-<suffix>`; the suffixes of a group's generation follow one another, so that
///     a node that a user deleted comes back under its name, and nothing is made twice by a pass that died
/// @param machine id of the server that it stands for
record NewNode(String name, WorkerGroup group, String generation, UUID machine) {
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int SUFFIX_LENGTH = 5;

    /// The next nodes of a group, the first free names of its generation.
    static List<NewNode> of(ClusterOrder order, WorkerGroup group, int count, Predicate<String> taken) {
        var generation = Generation.of(group, order.version());
        var nodes = new ArrayList<NewNode>();
        var seen = new HashSet<String>();
        for (var ordinal = 0; nodes.size() < count; ordinal++) {
            var seed = "%s/%s/%s/%d".formatted(order.id(), group.name(), generation, ordinal);
            var name = "%s-%s-%s".formatted(order.name(), group.name(), suffix(seed));
            if (seen.add(name) && !taken.test(name)) {
                var machine = UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
                nodes.add(new NewNode(name, group, generation, machine));
            }
        }
        return nodes;
    }

    private static String suffix(String seed) {
        var digest = Generation.sha256(seed);
        var suffix = new StringBuilder();
        for (var index = 0; index < SUFFIX_LENGTH; index++) {
            suffix.append(LETTERS.charAt(Byte.toUnsignedInt(digest[index]) % LETTERS.length()));
        }
        return suffix.toString();
    }
}
