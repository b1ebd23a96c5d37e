package io.bergwerk.testing.engine;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.StepResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Backups, restores and the clusters that were removed. Guarded by its world.
final class ScriptedBackups {
    private final Map<ClusterId, List<ClusterBackup>> backups = new HashMap<>();
    private final Map<ClusterId, ScriptedCluster> removed = new HashMap<>();
    private final Map<UUID, RestoreOrder> begun = new HashMap<>();
    private final Set<UUID> restored = new HashSet<>();

    List<ClusterBackup> of(ClusterId cluster) {
        return backups.getOrDefault(cluster, List.of()).stream()
                .sorted(Comparator.comparing(ClusterBackup::takenAt).reversed())
                .toList();
    }

    void add(ClusterId cluster, ClusterBackup backup) {
        backups.computeIfAbsent(cluster, _ -> new ArrayList<>()).add(backup);
    }

    Optional<ClusterBackup> find(ClusterId cluster, UUID backup) {
        return of(cluster).stream().filter(it -> it.id().equals(backup)).findFirst();
    }

    /// The restore of that id as it was first asked for, which is how it is done.
    RestoreOrder begin(RestoreOrder restore) {
        return begun.computeIfAbsent(restore.id(), _ -> restore);
    }

    /// Whether this restore was not done before; it is from now on.
    boolean finish(UUID restore) {
        return restored.add(restore);
    }

    boolean isDone(UUID restore) {
        return restored.contains(restore);
    }

    void keep(ClusterId id, ScriptedCluster cluster) {
        removed.put(id, cluster);
    }

    Optional<ScriptedCluster> takeBack(ClusterId id) {
        return Optional.ofNullable(removed.remove(id));
    }

    boolean isKept(ClusterId id) {
        return removed.containsKey(id);
    }

    /// The engine's retention time is over.
    void purge(ClusterId id) {
        removed.remove(id);
        backups.remove(id);
    }

    static void letIn(ScriptedCluster cluster, List<KubeconfigOrder> kubeconfigs) {
        Map<UUID, KubeconfigRole> bindings = cluster.bindings;
        bindings.clear();
        kubeconfigs.forEach(order -> bindings.put(order.id(), order.role()));
    }

    static StepResult nothingKept() {
        return StepResult.failed("NothingKept", "Nothing of the cluster is kept any more.", "");
    }

    static StepResult noSuchBackup() {
        return StepResult.failed("NoSuchBackup", "The cluster has no such backup any more.", "");
    }
}
