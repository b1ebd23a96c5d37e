/// Clusters: what a user asks for, and how it comes to be.
///
/// A cluster begins as a row that says what is wanted
/// ([ClusterService][io.bergwerk.server.cluster.ClusterService]); in the same transaction the work queue learns
/// that it has to be looked at. The server that holds the engine's lease takes it from there
/// ([ClusterReconciler][io.bergwerk.server.cluster.ClusterReconciler]), step by step, and writes down after
/// each pass what it saw. Users change the wish
/// ([ClusterChangeService][io.bergwerk.server.cluster.ClusterChangeService]),
/// and so does the platform, in the cluster's maintenance windows
/// ([MaintenanceReconciler][io.bergwerk.server.cluster.MaintenanceReconciler]). Deletion is a wish too, which is never
/// taken back; the row is marked as gone when nothing of the cluster is left, and for a day after that the cluster can
/// be
/// brought back ([ClusterRecoveryService][io.bergwerk.server.cluster.ClusterRecoveryService]). What always holds:
///
/// - a project has at most one live cluster of a name;
/// - the wish has a `version`: who changes it, and who reports on it, must have read the newest;
/// - no minor is skipped: a version follows the one that was reached;
/// - a status has 100 % exactly when its operation succeeded, and its type goes from `Create` to `Reconcile` to
///   `Delete` and never back, unless the cluster is brought back from its deletion;
/// - an engine keeps nothing of a cluster that has no live row.
@NullMarked
package io.bergwerk.server.cluster;

import org.jspecify.annotations.NullMarked;
