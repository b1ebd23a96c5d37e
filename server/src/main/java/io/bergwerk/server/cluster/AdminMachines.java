package io.bergwerk.server.cluster;

import io.bergwerk.admin.v1.Machine;
import io.bergwerk.admin.v1.MachineNetwork;
import io.bergwerk.engine.ClusterNode;
import io.bergwerk.server.rpc.ProtoTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The machines of a cluster as the public API spells them.
final class AdminMachines {
    private static final String WORKER = "machine";
    private static final String ALIVE = "Alive";
    private static final String UNKNOWN = "Unknown";

    private AdminMachines() {}

    /// @param nodes empty if they are not known on this server; then there are as many machines as were last
    ///     counted, without names
    static List<Machine> of(Cluster cluster, Optional<List<ClusterNode>> nodes) {
        return nodes.map(known ->
                        known.stream().map(node -> machine(cluster, node)).toList())
                .orElseGet(() -> counted(cluster));
    }

    private static Machine machine(Cluster cluster, ClusterNode node) {
        var machine = machine(cluster, node.group())
                .setUuid(node.id())
                .setName(node.name())
                .setHostname(node.name())
                .setLiveliness(node.ready() ? ALIVE : UNKNOWN)
                .setCreated(ProtoTimes.of(node.createdAt()));
        if (!node.address().isEmpty()) {
            machine.addMachineNetworks(MachineNetwork.newBuilder().addIps(node.address()));
        }
        return machine.build();
    }

    private static List<Machine> counted(Cluster cluster) {
        var machines = new ArrayList<Machine>();
        for (var group : cluster.spec().workerGroups()) {
            for (int i = 0; i < cluster.machines().getOrDefault(group.name(), 0); i++) {
                machines.add(
                        machine(cluster, group.name()).setLiveliness(UNKNOWN).build());
            }
        }
        return machines;
    }

    private static Machine.Builder machine(Cluster cluster, String group) {
        var types = cluster.spec().workerGroups().stream()
                .collect(Collectors.toMap(WorkerGroupSpec::name, WorkerGroupSpec::machineType));
        return Machine.newBuilder()
                .setProject(cluster.project().toString())
                .setDescription("worker group " + group)
                .setSize(types.getOrDefault(group, ""))
                .setImage(cluster.spec().image().toString())
                .setPartition(cluster.spec().partition())
                .setRole(WORKER);
    }
}
