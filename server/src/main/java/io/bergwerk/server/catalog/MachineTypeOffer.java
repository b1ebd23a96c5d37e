package io.bergwerk.server.catalog;

import io.bergwerk.engine.MachineType;

/// A kind of server and its price.
///
/// @param cpus cores
/// @param priceMicroEuro millionths of a Euro per minute
public record MachineTypeOffer(
        String id,
        String name,
        int cpus,
        long memoryBytes,
        long storageBytes,
        String cpuDescription,
        String storageDescription,
        long priceMicroEuro) {
    public MachineType machineType() {
        return new MachineType(id, cpus, memoryBytes, storageBytes, priceMicroEuro);
    }
}
