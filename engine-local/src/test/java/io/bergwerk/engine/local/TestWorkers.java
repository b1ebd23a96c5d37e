package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.Workload;
import io.bergwerk.engine.local.workers.ControlPlaneAccess;
import io.bergwerk.engine.local.workers.Workers;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Workers that keep no nodes and remember which clusters they were attached to.
final class TestWorkers implements Workers {
    private final Set<ClusterId> attached = ConcurrentHashMap.newKeySet();

    static Workers create(Consumer<ClusterId> changed) {
        return new TestWorkers();
    }

    @Override
    public void attach(ControlPlaneAccess access) {
        attached.add(access.id());
    }

    @Override
    public void detach(ClusterId cluster) {
        attached.remove(cluster);
    }

    @Override
    public StepResult ensure(ClusterOrder order, ControlPlaneAccess access) {
        return StepResult.done();
    }

    @Override
    public StepResult remove(ClusterId cluster, Optional<ControlPlaneAccess> access) {
        return StepResult.done();
    }

    @Override
    public Fact observe(ClusterId cluster) {
        return attached.contains(cluster)
                ? new Fact(Fact.Status.TRUE, "Attached", "There are no nodes to wait for.")
                : Fact.UNKNOWN;
    }

    @Override
    public Map<String, Integer> machines(ClusterId cluster) {
        return Map.of();
    }

    @Override
    public Optional<Workload> workload(ClusterId cluster) {
        return Optional.empty();
    }

    @Override
    public void close() {
        attached.clear();
    }
}
