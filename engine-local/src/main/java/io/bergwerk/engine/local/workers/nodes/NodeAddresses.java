package io.bergwerk.engine.local.workers.nodes;

import io.bergwerk.engine.local.workers.api.Ipv4;
import java.util.HashSet;
import java.util.Set;

/// Gives out the internal addresses of one cluster's nodes, the lowest free one first.
///
/// Clusters do not see each other's nodes, so each begins afresh.
final class NodeAddresses {
    private static final int FIRST = Ipv4.parse("10.250.0.10");
    private static final int LAST = Ipv4.parse("10.250.255.250");

    private final Set<String> taken;

    NodeAddresses(Set<String> taken) {
        this.taken = new HashSet<>(taken);
    }

    String next() {
        for (var address = FIRST; address <= LAST; address++) {
            var text = Ipv4.text(address);
            if (taken.add(text)) {
                return text;
            }
        }
        throw new IllegalStateException("no node address left below " + Ipv4.text(LAST));
    }
}
