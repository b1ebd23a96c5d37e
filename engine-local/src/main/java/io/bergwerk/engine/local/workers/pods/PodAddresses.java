package io.bergwerk.engine.local.workers.pods;

import io.bergwerk.engine.local.workers.api.Ipv4;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gives out the addresses of a node's pod range, in rotation, so that a freed one is not seen again at once.
///
/// What pods have stands in their status; this is filled from there.
final class PodAddresses {
    private static final int RESERVED = 2; // network address and the node's own bridge

    private final Map<String, Set<Integer>> takenByNode = new HashMap<>();
    private final Map<String, Integer> lastByNode = new HashMap<>();

    synchronized Optional<String> take(String node, String range) {
        var slash = range.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        var base = Ipv4.parse(range.substring(0, slash));
        var size = 1 << (32 - Integer.parseInt(range.substring(slash + 1)));
        var taken = takenByNode.computeIfAbsent(node, _ -> new HashSet<>());
        var last = lastByNode.getOrDefault(node, RESERVED - 1);
        for (var step = 1; step < size; step++) {
            var offset = (last + step) % size;
            if (offset >= RESERVED && offset < size - 1 && taken.add(base + offset)) {
                lastByNode.put(node, offset);
                return Optional.of(Ipv4.text(base + offset));
            }
        }
        return Optional.empty();
    }

    synchronized void note(String node, String ip) {
        takenByNode.computeIfAbsent(node, _ -> new HashSet<>()).add(Ipv4.parse(ip));
    }

    synchronized void free(String node, String ip) {
        var taken = takenByNode.get(node);
        if (taken != null) {
            taken.remove(Ipv4.parse(ip));
            if (taken.isEmpty()) {
                takenByNode.remove(node);
            }
        }
    }
}
