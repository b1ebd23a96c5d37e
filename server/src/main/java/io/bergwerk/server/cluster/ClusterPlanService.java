package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.Workload;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.kubeconfig.Kubeconfigs;
import io.bergwerk.server.store.Database;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// Says what a change would do, and changes nothing.
///
/// Each takes the very way of the call that it stands for, in a transaction that is not kept: so it refuses what that
/// call would refuse, in the same words.
public final class ClusterPlanService {
    private final Database database;
    private final ClusterStore clusters;
    private final ClusterService service;
    private final ClusterChangeService changes;
    private final ClusterPlanner planner;
    private final ChangeTimes times;
    private final Kubeconfigs kubeconfigs;
    private final Supplier<Optional<ClusterEngine>> engine;

    /// @param engine empty where this server does not do the engine's work
    ClusterPlanService(
            Database database,
            ClusterStore clusters,
            ClusterService service,
            ClusterChangeService changes,
            ClusterPlanner planner,
            ChangeTimes times,
            Kubeconfigs kubeconfigs,
            Supplier<Optional<ClusterEngine>> engine) {
        this.database = database;
        this.clusters = clusters;
        this.service = service;
        this.changes = changes;
        this.planner = planner;
        this.times = times;
        this.kubeconfigs = kubeconfigs;
        this.engine = engine;
    }

    /// @throws ApiException as [ClusterService#create]
    public ClusterPlan create(ProjectAccess access, ClusterDraft draft) {
        return database.tryOut(tx -> {
            var cluster = service.create(tx, access, draft);
            return timed(tx, planner.creation(cluster.spec()));
        });
    }

    /// @throws ApiException as [ClusterChangeService#update]
    public ClusterPlan update(ProjectAccess access, ClusterId id, ClusterChange change) {
        var plan = database.tryOut(tx -> {
            var before = clusters.find(tx, access, id).orElseThrow(() -> ClusterService.notFound(id));
            var after = changes.update(tx, access, id, change);
            return timed(tx, planner.change(before.spec(), after.spec(), before.machines()));
        });
        return disturbing(plan, id);
    }

    /// What a deletion takes away.
    ///
    /// @param kubeconfigsRevoked those that have rights now
    public record Preview(ClusterPlan plan, int kubeconfigsRevoked) {}

    /// @throws ApiException as [ClusterService#delete]
    public Preview delete(ProjectAccess access, ClusterId id) {
        var preview = database.tryOut(tx -> {
            var kubeconfigsRevoked = kubeconfigs.living(tx, id).size();
            var cluster = service.delete(tx, access, id);
            return new Preview(timed(tx, planner.deletion(cluster.spec(), cluster.machines())), kubeconfigsRevoked);
        });
        return new Preview(disturbing(preview.plan(), id), preview.kubeconfigsRevoked());
    }

    /// Asks the cluster itself, and so not within a transaction; one that loses no node is not asked.
    private ClusterPlan disturbing(ClusterPlan plan, ClusterId id) {
        return plan.groups().stream().allMatch(group -> group.removed() == 0)
                ? plan.disturbing(Workload.NONE)
                : engine.get()
                        .flatMap(it -> it.workload(id))
                        .map(plan::disturbing)
                        .orElse(plan);
    }

    private ClusterPlan timed(Handle tx, ClusterPlan plan) {
        return plan.expecting(times.expected(tx, plan));
    }
}
