/// The simulated nodes of a cluster: which there shall be, their Node, Lease and CSINode objects.
///
/// The API objects are the only record. A node's name follows from its cluster, group and ordinal, so that a pass that
/// died half way makes nothing twice, and a node that a user deleted comes back under its name, as a kubelet would
/// register it again.
@NullMarked
package io.bergwerk.engine.local.workers.nodes;

import org.jspecify.annotations.NullMarked;
