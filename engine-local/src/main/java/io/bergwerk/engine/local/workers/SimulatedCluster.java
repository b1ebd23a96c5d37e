package io.bergwerk.engine.local.workers;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.ClusterNode;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.Workload;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.Reflector;
import io.bergwerk.engine.local.workers.api.Store;
import io.bergwerk.engine.local.workers.api.Tls;
import io.bergwerk.engine.local.workers.events.EventWriter;
import io.bergwerk.engine.local.workers.kubelet.EgressServer;
import io.bergwerk.engine.local.workers.kubelet.EgressServers;
import io.bergwerk.engine.local.workers.kubelet.KubeletBackend;
import io.bergwerk.engine.local.workers.nodes.GroupSizes;
import io.bergwerk.engine.local.workers.nodes.Node;
import io.bergwerk.engine.local.workers.nodes.NodeReconciler;
import io.bergwerk.engine.local.workers.pods.PodDriver;
import io.bergwerk.engine.local.workers.scale.Autoscaler;
import io.bergwerk.engine.local.workers.work.Timers;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The workers of one attached cluster.
final class SimulatedCluster implements AutoCloseable {
    private final ControlPlaneAccess access;
    private final KubeApi api;
    private final EventWriter events;
    private final NodeReconciler nodes;
    private final PodDriver pods;
    private final Autoscaler autoscaler;
    private final Reflector nodeReflector;
    private final Reflector podReflector;
    private final MetricsRegistration metrics;
    private final EgressServer egress;

    SimulatedCluster(
            ControlPlaneAccess access,
            Timers timers,
            RandomGenerator random,
            WorkersConfig config,
            EgressServers sockets,
            Runnable changed) {
        this.access = access;
        var tls = Tls.client(access.pki().engine(), access.pki().ca().certificate());
        this.api = new KubeApi(access.server(), tls, timers.executor());
        this.events = new EventWriter(api, timers, random);
        this.pods =
                new PodDriver(api, timers, events, name -> nodes().find(name).filter(Node::isAlive));
        this.metrics = new MetricsRegistration(api, timers, access.pki().ca().certificatePem());
        var sizes = new GroupSizes(api);
        this.nodes = new NodeReconciler(api, timers, random, config, pods, sizes, events, () -> {
            if (fact().isTrue()) {
                metrics.ensure();
            }
            changed.run();
        });
        this.autoscaler = new Autoscaler(api, timers, config.scaleDownAfter(), nodes, pods, sizes, events);
        this.nodeReflector = new Reflector(api, "/api/v1/nodes", new NodeStore(), random);
        this.podReflector = new Reflector(api, "/api/v1/pods", new PodStore(), random);
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
        autoscaler.ordered();
    }

    Fact fact() {
        return nodes.fact();
    }

    Map<String, Integer> machines() {
        return nodes.machines();
    }

    List<ClusterNode> listNodes() {
        return nodes.ours().stream()
                .sorted(Comparator.comparing(Node::name))
                .map(node -> new ClusterNode(
                        node.uid(), node.name(), node.group(), node.internalIp(), node.ready(), node.created()))
                .toList();
    }

    Optional<Workload> workload() {
        return new WorkloadReader(api, nodes, pods).read();
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

    /// Pods go to their driver first, then to those who wait for one to come or go.
    private final class PodStore implements Store {
        @Override
        public String put(JsonNode object) {
            var key = pods.put(object);
            var metadata = object.path("metadata");
            pods.find(metadata.path("namespace").asText(), metadata.path("name").asText())
                    .ifPresent(autoscaler::podChanged);
            nodes.podChanged(object.at("/spec/nodeName").asText(""));
            return key;
        }

        @Override
        public void remove(JsonNode object) {
            pods.remove(object);
            nodes.podChanged(object.at("/spec/nodeName").asText(""));
        }

        @Override
        public void retain(Set<String> keys) {
            pods.retain(keys);
            nodes.lookAgain();
        }
    }

    @Override
    public void close() {
        autoscaler.close();
        metrics.close();
        egress.close();
        nodeReflector.close();
        podReflector.close();
        nodes.close();
        pods.close();
        events.close();
        api.close();
    }
}
