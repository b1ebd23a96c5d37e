package io.bergwerk.engine;

/// What makes a node another node: one that differs in any of these from what its group is ordered to be is replaced.
///
/// @param kubernetesMinor as `1.36`; a patch is taken over by the nodes that are there
public record NodeGeneration(String machineType, String kubernetesMinor, MachineImage image) {
    public static NodeGeneration of(WorkerGroup group, KubernetesVersion version) {
        return of(group.machineType().id(), version, group.image());
    }

    public static NodeGeneration of(String machineType, KubernetesVersion version, MachineImage image) {
        return new NodeGeneration(machineType, version.major() + "." + version.minor(), image);
    }
}
