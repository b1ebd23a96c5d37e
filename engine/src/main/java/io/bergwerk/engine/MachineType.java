package io.bergwerk.engine;

/// A kind of server, for example `n1-medium-x86`.
///
/// @param cpus cores; a node shows twice as many threads
/// @param priceMicroEuro millionths of a Euro per minute; of two types that would do, the cheaper one is taken
public record MachineType(String id, int cpus, long memoryBytes, long storageBytes, long priceMicroEuro) {}
