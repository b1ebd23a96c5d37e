package io.bergwerk.testing.engine;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ApiEndpoint;
import io.bergwerk.engine.ClusterObservation;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.Workload;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What stands of one cluster in the scripted world. Guarded by its world.
final class ScriptedCluster {
    private final ClusterId id;
    private final int port;
    private final TestAuthority authority;
    final ScriptedNodes nodes = new ScriptedNodes();
    final Map<UUID, KubeconfigRole> bindings = new HashMap<>();
    final Map<ScriptedWorld.Part, Fact> broken = new HashMap<>();
    Optional<Workload> workload = Optional.empty();
    boolean apiAnswers;
    boolean controlPlaneReady;
    boolean systemComponentsReady;
    boolean nodesReady;

    ScriptedCluster(ClusterId id, int port, TestAuthority authority) {
        this.id = id;
        this.port = port;
        this.authority = authority;
    }

    TestAuthority authority() {
        return authority;
    }

    void dropNodes() {
        nodes.clear();
        nodesReady = false;
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
