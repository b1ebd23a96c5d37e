/// The simulated nodes of a cluster: which there shall be, their Node, Lease and CSINode objects, and how
/// they leave.
///
/// The API objects are the only record: a node says which generation of its group it belongs to and since
/// when it is drained, a ConfigMap how large each group that may grow shall be. So a pass that died half way
/// is finished by the next one. What happens next is decided in the package `roll`; start at
/// [NodeReconciler][io.bergwerk.engine.local.workers.nodes.NodeReconciler]. Names of a generation follow one
/// another, so that a node that a user deleted comes back under its name, as a kubelet would register it
/// again.
@NullMarked
package io.bergwerk.engine.local.workers.nodes;

import org.jspecify.annotations.NullMarked;
