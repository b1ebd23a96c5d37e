package io.bergwerk.engine;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// Builds, observes and removes clusters. Safe for use by many threads: calls that ensure or remove come one
/// at a time for one cluster; observing, kubeconfigs and metrics come beside them.
public interface ClusterEngine extends AutoCloseable {
    /// Short name that goes into rows, metrics and work kinds, for example `local`.
    String name();

    /// Whether clusters of a version can be built now, and if not, why and how far it has got.
    VersionAvailability availability(KubernetesVersion version);

    /// Brings the control plane (datastore, API server, controllers, scheduler) to what is ordered.
    ///
    /// `Done` once the API answers and the default ServiceAccount can be made; the endpoint is known from
    /// then on. A newer version than the one that runs is an upgrade, during which the API goes on answering.
    /// One that would do harm waits with the reason `UpgradeBlocked`; one that does not work goes back to the
    /// version before and answers `Failed` with the reason `UpgradeFailed`.
    StepResult ensureControlPlane(ClusterOrder order);

    /// Brings the nodes of every worker group to a number within its bounds and to the ordered kind; groups
    /// and nodes that are not ordered go away.
    ///
    /// May be called as soon as the API is observed to answer; waits while that is of another version than
    /// ordered. `Done` once every node there shall be is Ready and no other is left.
    StepResult ensureWorkers(ClusterOrder order);

    /// Brings what the platform itself keeps inside the cluster (roles, bindings, classes) to what is
    /// ordered. May be called as soon as the API is observed to answer.
    StepResult ensureSystemComponents(ClusterOrder order);

    /// Takes all nodes away. `Done` for a cluster that was never made.
    StepResult removeWorkers(ClusterId cluster);

    /// Takes the control plane away, its processes, addresses and ports first, its data last.
    ///
    /// Data is kept out of the way for the engine's retention time. `Done` for a cluster that was never made.
    StepResult removeControlPlane(ClusterId cluster);

    /// Copies of the cluster's datastore that it can be brought back to, newest first.
    ///
    /// Taken by the engine itself: at intervals, and before whatever may need one. Those of a removed cluster
    /// are listed for as long as its data is kept; empty for a cluster that was never made.
    List<ClusterBackup> backups(ClusterId cluster);

    /// Brings the cluster's datastore back to a backup, once for each id of a restore.
    ///
    /// Its API is away meanwhile, and [#ensureControlPlane] waits. `Done` once it answers again with the
    /// backup's objects; nodes and what the platform keeps inside are then ensured as ever. A restore that
    /// does not work leaves the cluster as it was, and its id answers `Failed` from then on.
    StepResult ensureRestored(ClusterId cluster, RestoreOrder restore);

    /// Takes a removed cluster's data back, with the objects it had before its removal began.
    ///
    /// `Done` once [#ensureControlPlane] finds it, and for a cluster that was not removed. `Failed` with the
    /// reason `NothingKept` once its data is gone for good.
    ///
    /// @param kubeconfigs as in a [RestoreOrder]
    StepResult ensureUndeleted(ClusterId cluster, List<KubeconfigOrder> kubeconfigs);

    /// What is there at this moment; never waits for anything.
    ClusterObservation observe(ClusterId cluster);

    /// The nodes there are of each worker group at this moment, by its name: what the platform counts as used. A group
    /// that is not named has what was ordered at least.
    default Map<String, Integer> machines(ClusterId cluster) {
        return Map.of();
    }

    /// The nodes there are at this moment, those that come or go included, by name; from memory.
    default List<ClusterNode> nodes(ClusterId cluster) {
        return List.of();
    }

    /// What runs on the cluster's nodes at this moment; asks the cluster, for a few seconds at most.
    ///
    /// @return empty if it does not answer
    default Optional<Workload> workload(ClusterId cluster) {
        return Optional.empty();
    }

    /// Writes the binding that gives a kubeconfig its rights, then signs its certificate.
    ///
    /// @throws ApiException `FAILED_PRECONDITION` if the control plane does not answer;
    ///     `RESOURCE_EXHAUSTED` if the cluster has as many live kubeconfigs as it may have
    KubeconfigCredentials issueKubeconfig(ClusterId cluster, KubeconfigOrder order);

    /// Takes the binding of a kubeconfig away, so that its certificate is worth nothing. Idempotent.
    void revokeKubeconfig(ClusterId cluster, UUID kubeconfig);

    /// The cluster's own metrics in Prometheus text form; empty if it is not running here.
    Optional<String> metrics(ClusterId cluster);

    /// Every cluster that has anything left here, including those the platform no longer knows.
    Set<ClusterId> clusters();

    /// Calls the listener, on a thread of the engine, whenever a cluster is worth another look. At most one
    /// listener.
    void onChange(Consumer<ClusterId> listener);

    /// Lets go of everything; whether clusters go on running is the engine's configuration.
    @Override
    void close();
}
