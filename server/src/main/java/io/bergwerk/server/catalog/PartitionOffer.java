package io.bergwerk.server.catalog;

import java.util.Map;

/// A failure domain of a region.
///
/// @param active clusters can be created there
/// @param machines how many there are of each machine type, by its id; of a type that is not named there are plenty
public record PartitionOffer(
        String id, String name, String description, String address, boolean active, Map<String, Integer> machines) {
    /// More than anybody orders on one host.
    public static final int PLENTY = 100_000;

    public PartitionOffer {
        machines = machines == null ? Map.of() : Map.copyOf(machines);
    }

    /// Whether the operator says how many there are.
    public boolean counts(String type) {
        return machines.containsKey(type);
    }

    public int machines(String type) {
        return machines.getOrDefault(type, PLENTY);
    }
}
