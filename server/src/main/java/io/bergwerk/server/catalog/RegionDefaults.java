package io.bergwerk.server.catalog;

/// What a cluster gets where its creator said nothing.
///
/// @param workerMin nodes of a worker group at least
/// @param workerMax nodes of a worker group at most
public record RegionDefaults(
        String machineType, String kubernetesVersion, int workerMin, int workerMax, String partition) {}
