package io.bergwerk.engine.local.workers;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterNode;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps the nodes of all local clusters.
///
/// Safe for use by many threads; calls for one cluster come one at a time, except those that only
/// look. No call
/// blocks for longer than a few seconds.
public interface Workers extends AutoCloseable {
    /// Begins to serve a cluster whose API server answers: its egress socket, its leases and its pods.
    ///
    /// Called after every start of a control plane and after every adoption of a running one; a second call for an
    /// attached cluster replaces the access. Nodes that the API server already has are taken up again.
    void attach(ControlPlaneAccess access);

    /// Stops serving a cluster, because its control plane is about to stop; its nodes stay in its datastore.
    ///
    /// Idempotent. When it returns, no thread touches the cluster's directory or API server any more.
    void detach(ClusterId cluster);

    /// Brings the nodes of every worker group to the ordered number; what is not ordered goes away.
    StepResult ensure(ClusterOrder order, ControlPlaneAccess access);

    /// Takes all nodes away, without draining them.
    ///
    /// @param access empty if the control plane does not answer; then only what is kept outside it can go
    StepResult remove(ClusterId cluster, Optional<ControlPlaneAccess> access);

    /// Whether the ordered nodes are Ready; from memory, never from the API server.
    Fact observe(ClusterId cluster);

    /// The nodes there are of each worker group, by its name; from memory, empty while nothing is known.
    Map<String, Integer> machines(ClusterId cluster);

    /// The nodes there are, in the order of their names; from memory, empty while nothing is known.
    default List<ClusterNode> nodes(ClusterId cluster) {
        return List.of();
    }

    /// What runs on the nodes; the budgets come from the API server, the rest from memory.
    ///
    /// @return empty if the API server does not answer, or the pods have not been seen yet
    Optional<Workload> workload(ClusterId cluster);

    /// Detaches from all clusters.
    @Override
    void close();
}
