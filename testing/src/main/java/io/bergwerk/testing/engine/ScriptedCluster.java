package io.bergwerk.testing.engine;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ApiEndpoint;
import io.bergwerk.engine.ClusterObservation;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.NodeGeneration;
import io.bergwerk.engine.WorkerGroup;
import io.bergwerk.engine.Workload;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/// What stands of one cluster in the scripted world. Guarded by its world.
final class ScriptedCluster {
    private final ClusterId id;
    private final int port;
    private final TestAuthority authority;
    private final Set<String> nodes = new LinkedHashSet<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, Map<NodeGeneration, Integer>> numbers = new HashMap<>();
    final Map<UUID, KubeconfigRole> bindings = new HashMap<>();
    final Map<ScriptedWorld.Part, Fact> broken = new HashMap<>();
    Optional<Workload> workload = Optional.empty();
    boolean apiAnswers;
    boolean controlPlaneReady;
    boolean systemComponentsReady;
    boolean nodesReady;

    ScriptedCluster(ClusterId id, int port) {
        this.id = id;
        this.port = port;
        this.authority = new TestAuthority("bergwerk-" + id);
    }

    TestAuthority authority() {
        return authority;
    }

    /// What bringing the nodes to an order did, by their names.
    record NodesMoved(Set<String> made, Set<String> gone) {}

    /// Makes the nodes what is ordered: one of another generation is replaced by one with a name of its own.
    NodesMoved bringNodesTo(ClusterOrder order) {
        var ordered = new LinkedHashMap<String, NodeGeneration>();
        for (var group : order.workerGroups()) {
            var size = group.clamp(sizes.getOrDefault(group.name(), group.min()));
            sizes.put(group.name(), size);
            var generation = NodeGeneration.of(group, order.version());
            var number = numbers.computeIfAbsent(group.name(), _ -> new LinkedHashMap<>());
            var roll = number.computeIfAbsent(generation, _ -> number.size());
            IntStream.range(0, size)
                    .mapToObj(index -> name(group.name(), index, roll))
                    .forEach(name -> ordered.put(name, generation));
        }
        sizes.keySet()
                .retainAll(order.workerGroups().stream().map(WorkerGroup::name).toList());
        var made = new LinkedHashSet<>(ordered.keySet());
        made.removeAll(nodes);
        var gone = new LinkedHashSet<>(nodes);
        gone.removeAll(ordered.keySet());
        nodes.clear();
        nodes.addAll(ordered.keySet());
        return new NodesMoved(made, gone);
    }

    private static String name(String group, int index, int roll) {
        return group + "-" + index + (roll == 0 ? "" : "-" + roll);
    }

    void dropNodes() {
        nodes.clear();
        sizes.clear();
        nodesReady = false;
    }

    Map<String, Integer> sizes() {
        return Map.copyOf(sizes);
    }

    /// As if pods had made a group larger; the next order makes it so, within its bounds.
    void grow(String group, int size) {
        sizes.put(group, size);
    }

    int nodes() {
        return nodes.size();
    }

    ClusterObservation observation() {
        return new ClusterObservation(
                seen(ScriptedWorld.Part.API_SERVER, apiAnswers),
                seen(ScriptedWorld.Part.CONTROL_PLANE, controlPlaneReady),
                seen(ScriptedWorld.Part.NODES, nodesReady),
                seen(ScriptedWorld.Part.SYSTEM_COMPONENTS, systemComponentsReady),
                seen(ScriptedWorld.Part.OBSERVABILITY, controlPlaneReady),
                apiAnswers ? Optional.of(endpoint()) : Optional.empty());
    }

    private ApiEndpoint endpoint() {
        return new ApiEndpoint(URI.create("https://127.0.0.1:" + port), authority.certificatePem());
    }

    private Fact seen(ScriptedWorld.Part part, boolean ready) {
        var fault = broken.get(part);
        if (fault != null) {
            return fault;
        }
        return ready
                ? new Fact(Fact.Status.TRUE, "Healthy", "All is well.")
                : new Fact(Fact.Status.PROGRESSING, "Starting", "This is being started.");
    }

    @Override
    public String toString() {
        return "ScriptedCluster[" + id + "]";
    }
}
