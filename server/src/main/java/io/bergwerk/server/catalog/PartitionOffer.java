package io.bergwerk.server.catalog;

/// A failure domain of a region.
///
/// @param active clusters can be created there
public record PartitionOffer(String id, String name, String description, String address, boolean active) {}
