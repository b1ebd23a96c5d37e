package io.bergwerk.testing.engine;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.ClusterNode;
import io.bergwerk.engine.ClusterObservation;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigCredentials;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.engine.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One server's view of a [ScriptedWorld]: a whole engine without any machinery. It holds nothing of its own.
public final class ScriptedEngine implements ClusterEngine {
    public static final String NAME = "scripted";

    private final ScriptedWorld world;
    private final Mortality server;
    private final AtomicReference<Consumer<ClusterId>> listener = new AtomicReference<>(_ -> {});

    ScriptedEngine(ScriptedWorld world, Mortality server) {
        this.world = world;
        this.server = server;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public VersionAvailability availability(KubernetesVersion version) {
        return call(EngineCall.AVAILABILITY, () -> world.availability(version));
    }

    @Override
    public StepResult ensureControlPlane(ClusterOrder order) {
        return step(EngineCall.ENSURE_CONTROL_PLANE, order.id(), () -> {
            var cluster = world.findOrMake(order.id());
            cluster.apiAnswers |= world.apiAnswersEarly;
            return done(() -> {
                cluster.apiAnswers = true;
                cluster.controlPlaneReady = true;
            });
        });
    }

    @Override
    public StepResult ensureWorkers(ClusterOrder order) {
        return step(EngineCall.ENSURE_WORKERS, order.id(), () -> {
            var cluster = world.clusters.get(order.id());
            if (cluster == null || !cluster.apiAnswers) {
                throw ApiException.failedPrecondition("cluster %s: no control plane".formatted(order.name()));
            }
            var asOrdered = world.moveNodes(cluster, order);
            return () -> {
                cluster.nodesReady |= asOrdered;
                return asOrdered ? StepResult.done() : Script.nodesMove();
            };
        });
    }

    @Override
    public StepResult ensureSystemComponents(ClusterOrder order) {
        return step(EngineCall.ENSURE_SYSTEM_COMPONENTS, order.id(), () -> {
            var cluster = world.findOrMake(order.id());
            return done(() -> cluster.systemComponentsReady = true);
        });
    }

    @Override
    public StepResult removeWorkers(ClusterId id) {
        return step(
                EngineCall.REMOVE_WORKERS,
                id,
                () -> done(() -> Optional.ofNullable(world.clusters.get(id)).ifPresent(ScriptedCluster::dropNodes)));
    }

    @Override
    public StepResult removeControlPlane(ClusterId id) {
        return step(EngineCall.REMOVE_CONTROL_PLANE, id, () -> done(() -> world.discard(id)));
    }

    @Override
    public List<ClusterBackup> backups(ClusterId id) {
        return call(EngineCall.BACKUPS, () -> world.backups.of(id));
    }

    @Override
    public StepResult ensureRestored(ClusterId id, RestoreOrder restore) {
        synchronized (world) {
            var isThere = world.clusters.containsKey(id)
                    && world.backups.find(id, restore.backup()).isPresent();
            if (!isThere && !world.backups.isDone(restore.id())) {
                return call(EngineCall.ENSURE_RESTORED, ScriptedBackups::noSuchBackup);
            }
        }
        return step(EngineCall.ENSURE_RESTORED, id, () -> {
            var begun = world.backups.begin(restore);
            return done(() -> world.restore(id, begun));
        });
    }

    @Override
    public StepResult ensureUndeleted(ClusterId id, List<KubeconfigOrder> kubeconfigs) {
        synchronized (world) {
            if (!world.clusters.containsKey(id) && !world.backups.isKept(id)) {
                return call(EngineCall.ENSURE_UNDELETED, ScriptedBackups::nothingKept);
            }
        }
        return step(EngineCall.ENSURE_UNDELETED, id, () -> done(() -> world.takeBack(id, kubeconfigs)));
    }

    @Override
    public ClusterObservation observe(ClusterId id) {
        return call(
                EngineCall.OBSERVE,
                () -> Optional.ofNullable(world.clusters.get(id))
                        .map(ScriptedCluster::observation)
                        .orElse(ClusterObservation.NOTHING));
    }

    @Override
    public Map<String, Integer> machines(ClusterId id) {
        return call(
                EngineCall.MACHINES,
                () -> Optional.ofNullable(world.clusters.get(id))
                        .map(cluster -> cluster.nodes.sizes())
                        .orElse(Map.of()));
    }

    @Override
    public List<ClusterNode> nodes(ClusterId id) {
        synchronized (world) {
            return Optional.ofNullable(world.clusters.get(id))
                    .map(cluster -> cluster.nodes.list(cluster.nodesReady))
                    .orElse(List.of());
        }
    }

    @Override
    public Optional<Workload> workload(ClusterId id) {
        return call(
                EngineCall.WORKLOAD,
                () -> Optional.ofNullable(world.clusters.get(id)).flatMap(cluster -> cluster.workload));
    }

    @Override
    public KubeconfigCredentials issueKubeconfig(ClusterId id, KubeconfigOrder order) {
        return call(EngineCall.ISSUE_KUBECONFIG, () -> {
            var cluster = world.clusters.get(id);
            if (cluster == null || !cluster.apiAnswers || world.script.isSilent(EngineCall.ISSUE_KUBECONFIG)) {
                throw ApiException.failedPrecondition("cluster %s: its API server does not answer".formatted(id));
            }
            cluster.bindings.put(order.id(), order.role());
            return cluster.authority().issue(order);
        });
    }

    @Override
    public void revokeKubeconfig(ClusterId id, UUID kubeconfig) {
        call(
                EngineCall.REVOKE_KUBECONFIG,
                () -> Optional.ofNullable(world.clusters.get(id)).map(cluster -> cluster.bindings.remove(kubeconfig)));
    }

    @Override
    public Optional<String> metrics(ClusterId id) {
        return call(
                EngineCall.METRICS,
                () -> Optional.ofNullable(world.clusters.get(id))
                        .filter(cluster -> cluster.controlPlaneReady)
                        .map(cluster -> "# TYPE bergwerk_cluster_nodes gauge\nbergwerk_cluster_nodes "
                                + cluster.nodes.count()
                                + "\n"));
    }

    @Override
    public Set<ClusterId> clusters() {
        return call(EngineCall.CLUSTERS, world::clusters);
    }

    @Override
    public void onChange(Consumer<ClusterId> next) {
        world.forget(listener.getAndSet(next));
        world.listen(next);
    }

    @Override
    public void close() {
        world.forget(listener.get());
    }

    /// Starts something, then either does as the script says or brings it to its end.
    ///
    /// @param start what happens even if the script then waits or fails; answers what else happens if it does not
    private StepResult step(EngineCall call, ClusterId cluster, Supplier<Supplier<StepResult>> start) {
        var result = call(call, () -> {
            var end = start.get();
            var interruption = world.clusters.containsKey(cluster)
                    ? world.script.interruption(call, cluster)
                    : Optional.<StepResult>empty();
            return interruption.orElseGet(end);
        });
        if (result instanceof StepResult.Waiting && !isSilent(call)) {
            world.tell(cluster);
        }
        return result;
    }

    private static Supplier<StepResult> done(Runnable end) {
        return () -> {
            end.run();
            return StepResult.done();
        };
    }

    private boolean isSilent(EngineCall call) {
        synchronized (world) {
            return world.script.isSilent(call);
        }
    }

    private <T> T call(EngineCall call, Supplier<T> work) {
        server.requireAlive();
        T result;
        synchronized (world) {
            result = work.get();
        }
        server.passed(call.point());
        return result;
    }
}
