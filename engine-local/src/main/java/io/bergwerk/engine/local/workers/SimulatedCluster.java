package io.bergwerk.engine.local.workers;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.Reflector;
import io.bergwerk.engine.local.workers.api.Store;
import io.bergwerk.engine.local.workers.api.Tls;
import io.bergwerk.engine.local.workers.kubelet.EgressServer;
import io.bergwerk.engine.local.workers.kubelet.EgressServers;
import io.bergwerk.engine.local.workers.kubelet.KubeletBackend;
import io.bergwerk.engine.local.workers.nodes.NodeReconciler;
import io.bergwerk.engine.local.workers.pods.PodDriver;
import io.bergwerk.engine.local.workers.work.Timers;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The workers of one attached cluster.
final class SimulatedCluster implements AutoCloseable {
    private final ControlPlaneAccess access;
    private final KubeApi api;
    private final NodeReconciler nodes;
    private final PodDriver pods;
    private final Reflector nodeReflector;
    private final Reflector podReflector;
    private final MetricsRegistration metrics;
    private final EgressServer egress;

    SimulatedCluster(
            ControlPlaneAccess access, Timers timers, RandomGenerator random, EgressServers sockets, Runnable changed) {
        this.access = access;
        var tls = Tls.client(access.pki().engine(), access.pki().ca().certificate());
        this.api = new KubeApi(access.server(), tls, timers.executor());
        this.pods = new PodDriver(api, timers, random, name -> nodes().find(name));
        this.metrics = new MetricsRegistration(api, timers, access.pki().ca().certificatePem());
        this.nodes = new NodeReconciler(api, timers, random, pods, () -> {
            if (fact().isTrue()) {
                metrics.ensure();
            }
            changed.run();
        });
        this.nodeReflector = new Reflector(api, "/api/v1/nodes", new NodeStore(), random);
        this.podReflector = new Reflector(api, "/api/v1/pods", pods, random);
        this.egress = sockets.serve(access.egressSocket(), access.pki(), new KubeletBackend(api, timers, nodes, pods));
    }

    private NodeReconciler nodes() {
        return nodes;
    }

    void start() {
        nodeReflector.start();
        podReflector.start();
    }

    ControlPlaneAccess access() {
        return access;
    }

    void order(ClusterOrder order) {
        nodes.order(order);
    }

    Fact fact() {
        return nodes.fact();
    }

    void removeAll() {
        nodes.removeAll();
        metrics.remove();
    }

    /// Nodes go to their reconciler first, then to the pods that wait for them.
    private final class NodeStore implements Store {
        @Override
        public String put(JsonNode object) {
            var name = nodes.put(object);
            pods.nodeChanged(name);
            return name;
        }

        @Override
        public void remove(JsonNode object) {
            nodes.remove(object);
        }

        @Override
        public void retain(Set<String> keys) {
            nodes.retain(keys);
            keys.forEach(pods::nodeChanged);
        }
    }

    @Override
    public void close() {
        metrics.close();
        egress.close();
        nodeReflector.close();
        podReflector.close();
        nodes.close();
        pods.close();
        api.close();
    }
}
