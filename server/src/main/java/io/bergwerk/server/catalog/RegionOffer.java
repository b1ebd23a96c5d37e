package io.bergwerk.server.catalog;

import java.util.List;
import java.util.Optional;

/// A place with one or more failure domains.
///
/// @param active clusters can be created there
/// @param machineTypes ids of what can be had there
public record RegionOffer(
        String id,
        String name,
        String description,
        String address,
        boolean active,
        List<PartitionOffer> partitions,
        List<String> machineTypes,
        RegionDefaults defaults) {
    public RegionOffer {
        partitions = List.copyOf(partitions);
        machineTypes = List.copyOf(machineTypes);
    }

    public Optional<PartitionOffer> partition(String partitionId) {
        return partitions.stream().filter(p -> p.id().equals(partitionId)).findFirst();
    }
}
