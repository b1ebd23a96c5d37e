package io.bergwerk.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import io.bergwerk.engine.MachineType;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.WorkerGroup;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ScriptedEngineTest extends EngineContract {
    private final ScriptedWorld world = new ScriptedWorld();
    private ClusterEngine engine = world.engine();

    ScriptedEngineTest() {
        world.waits(EngineCall.ENSURE_CONTROL_PLANE, 2);
        world.waits(EngineCall.REMOVE_CONTROL_PLANE, 1);
        world.fails(EngineCall.ENSURE_WORKERS, 1);
    }

    @Override
    protected ClusterEngine engine() {
        return engine;
    }

    @Override
    protected ClusterEngine restartedEngine() {
        engine.close();
        engine = world.engine();
        return engine;
    }

    @Override
    protected ClusterOrder order(ClusterId id, String name) {
        var type = new MachineType("n1-medium-x86", 8, 32L << 30, 960_000_000_000L, 10_000);
        var group = new WorkerGroup("group-0", type, new MachineImage("debian", "12"), 2, 2, 1, 0);
        return new ClusterOrder(
                id,
                new ProjectId(UUID.randomUUID()),
                name,
                KubernetesVersion.parse("1.36.3"),
                "muc",
                "eqx-mu4",
                List.of(),
                List.of(group));
    }

    @Override
    protected List<String> remaining(ClusterId cluster) {
        return world.clusters().contains(cluster) ? List.of("cluster " + cluster) : List.of();
    }

    @Override
    protected Set<UUID> bindings(ClusterId cluster) {
        return world.bindings(cluster);
    }

    @Override
    protected int nodes(ClusterId cluster) {
        return world.nodes(cluster);
    }

    @Test
    void aServerDiesAfterTheCallThatTheScriptNames() {
        var life = new Mortality();
        life.dieAfter(EngineCall.ENSURE_CONTROL_PLANE.point());
        var order = order(new ClusterId(UUID.randomUUID()), "mortal");

        assertThatThrownBy(() -> world.engine(life).ensureControlPlane(order)).isInstanceOf(ServerDied.class);

        assertThat(world.clusters()).contains(order.id());
        assertThatThrownBy(() -> world.engine(life).observe(order.id())).isInstanceOf(ServerDied.class);
    }

    @Test
    void whatWasMadeTwiceIsSeenTwice() {
        var order = order(new ClusterId(UUID.randomUUID()), "twice");
        create(order);
        remove(order.id());
        create(order);

        assertThat(world.made(order.id())).filteredOn("control plane"::equals).hasSize(2);
    }

    @Test
    void aSilentCallWaitsUntilItSpeaks() {
        var order = order(new ClusterId(UUID.randomUUID()), "silent");
        create(order);
        world.staysSilent(EngineCall.ENSURE_WORKERS);
        assertThat(engine.ensureWorkers(order)).isInstanceOf(StepResult.Waiting.class);

        world.speaks(EngineCall.ENSURE_WORKERS);

        assertThat(engine.ensureWorkers(order)).isInstanceOf(StepResult.Done.class);
    }
}
