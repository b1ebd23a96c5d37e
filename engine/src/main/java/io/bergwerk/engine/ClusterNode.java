package io.bergwerk.engine;

import java.time.Instant;

/// A node of a cluster, as its engine knows the machine under it.
///
/// @param id of the machine; another one for each machine, also if it takes over a name
/// @param group name of its worker group
/// @param address inside the cluster's network; empty until known
public record ClusterNode(String id, String name, String group, String address, boolean ready, Instant createdAt) {}
