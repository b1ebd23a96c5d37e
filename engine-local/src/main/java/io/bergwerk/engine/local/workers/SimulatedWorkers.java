package io.bergwerk.engine.local.workers;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterNode;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.Workload;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.kubelet.EgressServers;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Nodes that exist as API objects: their pods get addresses, conditions, logs and a toy shell, but nothing
/// runs.
///
/// Needs no rights on the host. Serves all clusters of the host with one timer thread, two network threads
/// and virtual threads. Everything lasting stands in the clusters' own API objects, so that a restart of the
/// server goes on where it was.
public final class SimulatedWorkers implements Workers {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    private final Timers timers;
    private final EgressServers sockets = new EgressServers();
    private final RandomGenerator random;
    private final WorkersConfig config;
    private final Consumer<ClusterId> changed;
    private final Map<ClusterId, SimulatedCluster> clusters = new ConcurrentHashMap<>();

    /// @param random for jitter and names of events; must be safe for use by many threads
    /// @param changed called, on any thread, when a cluster's nodes changed
    public SimulatedWorkers(
            InstantSource clock, RandomGenerator random, WorkersConfig config, Consumer<ClusterId> changed) {
        this.timers = new Timers(clock);
        this.random = random;
        this.config = config;
        this.changed = changed;
    }

    @Override
    public void attach(ControlPlaneAccess access) {
        attached(access);
    }

    private SimulatedCluster attached(ControlPlaneAccess access) {
        return clusters.compute(access.id(), (_, former) -> {
            if (former != null && isSame(former.access(), access)) {
                return former;
            }
            if (former != null) {
                former.close();
            }
            return started(access);
        });
    }

    private SimulatedCluster started(ControlPlaneAccess access) {
        var cluster = new SimulatedCluster(access, timers, random, config, sockets, () -> changed.accept(access.id()));
        cluster.start();
        return cluster;
    }

    /// Certificates that were renewed are new identities.
    private static boolean isSame(ControlPlaneAccess one, ControlPlaneAccess other) {
        return one.server().equals(other.server())
                && one.egressSocket().equals(other.egressSocket())
                && one.pki().engine().certificate().equals(other.pki().engine().certificate());
    }

    @Override
    public void detach(ClusterId cluster) {
        clusters.computeIfPresent(cluster, (_, former) -> {
            former.close();
            return null;
        });
    }

    @Override
    public StepResult ensure(ClusterOrder order, ControlPlaneAccess access) {
        var cluster = attached(access);
        cluster.order(order);
        var fact = cluster.fact();
        return fact.isTrue() ? StepResult.done() : waiting(fact);
    }

    private static StepResult waiting(Fact fact) {
        return fact.status() == Fact.Status.UNKNOWN
                ? StepResult.waiting("StartingNodes", "The nodes are being started.", ASK_AGAIN)
                : StepResult.waiting(fact.reason(), fact.message(), ASK_AGAIN);
    }

    @Override
    public StepResult remove(ClusterId id, Optional<ControlPlaneAccess> access) {
        var cluster = access.map(this::attached).orElseGet(() -> clusters.get(id));
        if (access.isEmpty() || cluster == null) {
            detach(id); // nodes are nothing but objects in a datastore that goes too
            return StepResult.done();
        }
        try {
            cluster.removeAll();
            detach(id);
            return StepResult.done();
        } catch (KubeException e) {
            return StepResult.failed(
                    "RemovingNodes", "The nodes could not be removed yet.", e.reason() + ": " + e.getMessage());
        }
    }

    @Override
    public Fact observe(ClusterId id) {
        var cluster = clusters.get(id);
        return cluster == null
                ? new Fact(Fact.Status.UNKNOWN, "NotObserved", "The nodes have not been looked at yet.")
                : cluster.fact();
    }

    @Override
    public Map<String, Integer> machines(ClusterId id) {
        var cluster = clusters.get(id);
        return cluster == null ? Map.of() : cluster.machines();
    }

    @Override
    public List<ClusterNode> nodes(ClusterId id) {
        var cluster = clusters.get(id);
        return cluster == null ? List.of() : cluster.listNodes();
    }

    @Override
    public Optional<Workload> workload(ClusterId id) {
        return Optional.ofNullable(clusters.get(id)).flatMap(SimulatedCluster::workload);
    }

    @Override
    public void close() {
        List.copyOf(clusters.keySet()).forEach(this::detach);
        sockets.close();
        timers.close();
    }
}
