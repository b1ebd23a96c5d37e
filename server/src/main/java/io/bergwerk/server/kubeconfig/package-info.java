/// Kubeconfigs: who was given which rights in a cluster, until when, and how they get there and back.
///
/// A kubeconfig is a row and, in its cluster, a binding of its own; its content exists only on the way to its
/// caller. The engine may belong to another server than the one that was asked, so a wish always takes the same
/// way: a row with a public key that the asker made for it, the work queue, the server that has the engine, an
/// answer that only that key's owner can open. A kubeconfig that nobody fetched in time is taken back.
///
/// Start with [Kubeconfigs][io.bergwerk.server.kubeconfig.Kubeconfigs] (asking) and
/// [KubeconfigReconciler][io.bergwerk.server.kubeconfig.KubeconfigReconciler] (answering, ending).
@NullMarked
package io.bergwerk.server.kubeconfig;

import org.jspecify.annotations.NullMarked;
