package io.bergwerk.engine.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.testing.engine.EngineContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The contract of all engines, on real control planes with simulated nodes.
class LocalEngineContractTest extends EngineContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestHost host = TestHost.withSimulatedWorkers();

    /// After the contract has removed its clusters.
    @RegisterExtension
    final AfterEachCallback closing = _ -> host.close();

    @Override
    protected ClusterEngine engine() {
        return host.engine();
    }

    @Override
    protected ClusterEngine restartedEngine() {
        return host.restart();
    }

    @Override
    protected ClusterOrder order(ClusterId id, String name) {
        return TestHost.order(id, name);
    }

    @Override
    protected List<String> remaining(ClusterId cluster) {
        var left = new ArrayList<String>();
        if (Files.exists(host.directory(cluster))) {
            left.add("directory " + host.directory(cluster));
        }
        host.processesOf(cluster).forEach(pid -> left.add("process " + pid));
        return left;
    }

    @Override
    protected Set<UUID> bindings(ClusterId cluster) {
        var viewer = Kubectl.of(host, cluster, KubeconfigRole.ADMIN);
        var found = new HashSet<UUID>();
        for (var binding : items(viewer, "clusterrolebindings", "-l", "bergwerk.dev/kubeconfig")) {
            found.add(UUID.fromString(
                    binding.at("/metadata/labels/bergwerk.dev~1kubeconfig").asText()));
        }
        host.engine().revokeKubeconfig(cluster, viewer.kubeconfig());
        found.remove(viewer.kubeconfig());
        return found;
    }

    @Override
    protected int nodes(ClusterId cluster) {
        var ready = 0;
        for (var node : items(Kubectl.of(host, cluster, KubeconfigRole.ADMIN), "nodes")) {
            for (var condition : node.at("/status/conditions")) {
                if (condition.path("type").asText().equals("Ready")
                        && condition.path("status").asText().equals("True")) {
                    ready++;
                }
            }
        }
        return ready;
    }

    private static JsonNode items(Kubectl kubectl, String... what) {
        var arguments = new ArrayList<>(List.of("get", "-o", "json"));
        arguments.addAll(List.of(what));
        try {
            return JSON.readTree(kubectl.run(arguments.toArray(String[]::new)).output())
                    .path("items");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
