package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.ports.PortSlots;
import io.bergwerk.engine.local.ports.Ports;

/// Which ports a cluster gets: those that it had, for ever once a kubeconfig may name them.
final class PortSettlement {
    private PortSettlement() {}

    static Ports settle(PortSlots slots, ClusterDirectory directory, ClusterState state) throws StartFailure {
        var ports = slots.ports(state.slot());
        if (slots.keep(directory.root(), ports)) {
            return ports;
        }
        if (state.wasReady()) {
            throw new StartFailure(
                    "PortTaken",
                    "Port %d, which this cluster's kubeconfigs name, is in use by something else on the host."
                            .formatted(ports.apiServer()),
                    "",
                    null);
        }
        return slots.claim(directory.root())
                .orElseThrow(() -> new StartFailure(
                        "NoPorts", "This host has no ports left for another control plane.", "", null));
    }
}
