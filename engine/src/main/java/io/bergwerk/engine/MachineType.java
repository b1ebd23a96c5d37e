package io.bergwerk.engine;

/// A kind of server, for example `n1-medium-x86`.
///
/// @param cpus cores; a node shows twice as many threads
public record MachineType(String id, int cpus, long memoryBytes, long storageBytes) {}
