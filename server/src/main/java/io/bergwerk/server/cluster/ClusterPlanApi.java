package io.bergwerk.server.cluster;

import com.google.protobuf.Duration;
import io.bergwerk.api.v1.ClusterServiceCreateRequest;
import io.bergwerk.api.v1.ClusterServiceDeleteRequest;
import io.bergwerk.api.v1.ClusterServiceUpdateRequest;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.Workload.DisruptionBudget;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.v1.ClusterPlanServiceGrpc.ClusterPlanServiceImplBase;
import io.bergwerk.v1.ClusterPlanServicePlanCreateResponse;
import io.bergwerk.v1.ClusterPlanServicePlanUpdateResponse;
import io.bergwerk.v1.ClusterPlanServicePreviewDeleteResponse;
import io.bergwerk.v1.PlannedBudget;
import io.bergwerk.v1.WorkerGroupChange;
import io.bergwerk.v1.WorkerGroupPlan;
import io.grpc.stub.StreamObserver;

/// Protobuf to records and back.
public final class ClusterPlanApi extends ClusterPlanServiceImplBase {
    private final ClusterPlanService plans;

    ClusterPlanApi(ClusterPlanService plans) {
        this.plans = plans;
    }

    @Override
    public void planCreate(
            ClusterServiceCreateRequest request, StreamObserver<ClusterPlanServicePlanCreateResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(
                observer,
                () -> ClusterPlanServicePlanCreateResponse.newBuilder()
                        .setPlan(message(plans.create(access, ClusterDrafts.read(request))))
                        .build());
    }

    @Override
    public void planUpdate(
            ClusterServiceUpdateRequest request, StreamObserver<ClusterPlanServicePlanUpdateResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var plan = plans.update(access, id(request.getUuid()), ClusterDrafts.read(request));
            return ClusterPlanServicePlanUpdateResponse.newBuilder()
                    .setPlan(message(plan))
                    .build();
        });
    }

    @Override
    public void previewDelete(
            ClusterServiceDeleteRequest request, StreamObserver<ClusterPlanServicePreviewDeleteResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var preview = plans.delete(access, id(request.getUuid()));
            return ClusterPlanServicePreviewDeleteResponse.newBuilder()
                    .setPlan(message(preview.plan()))
                    .setKubeconfigsRevoked(preview.kubeconfigsRevoked())
                    .build();
        });
    }

    private static io.bergwerk.v1.ClusterPlan message(ClusterPlan plan) {
        var message = io.bergwerk.v1.ClusterPlan.newBuilder()
                .setPriceMicroEuroBefore(plan.priceBefore())
                .setPriceMicroEuroAfter(plan.priceAfter());
        plan.before().ifPresent(version -> message.setKubernetesVersionBefore(version.toString()));
        plan.after().ifPresent(version -> message.setKubernetesVersionAfter(version.toString()));
        plan.expected()
                .ifPresent(expected -> message.setExpectedDuration(
                        Duration.newBuilder().setSeconds(expected.toSeconds()).setNanos(expected.toNanosPart())));
        plan.disruption().ifPresent(disruption -> {
            message.setPods(disruption.pods());
            disruption.budgets().forEach(budget -> message.addDisruptionBudgets(message(budget)));
        });
        plan.groups().forEach(group -> message.addWorkerGroups(message(group)));
        return message.build();
    }

    private static PlannedBudget message(DisruptionBudget budget) {
        return PlannedBudget.newBuilder()
                .setNamespace(budget.namespace())
                .setName(budget.name())
                .setDisruptionsAllowed(budget.disruptionsAllowed())
                .addAllWorkerGroups(budget.groups().stream().sorted().toList())
                .build();
    }

    private static WorkerGroupPlan message(ClusterPlan.GroupPlan plan) {
        var message = WorkerGroupPlan.newBuilder()
                .setName(plan.group().name())
                .setChange(change(plan.fate()))
                .setNodesBefore(plan.before())
                .setNodesAfter(plan.after())
                .setNodesAdded(plan.added())
                .setNodesRemoved(plan.removed());
        if (plan.fate() == ClusterPlan.Fate.ROLLED) {
            message.setMaxSurge(plan.group().maxSurge())
                    .setMaxUnavailable(plan.group().maxUnavailable());
        }
        return message.build();
    }

    private static WorkerGroupChange change(ClusterPlan.Fate fate) {
        return switch (fate) {
            case NONE -> WorkerGroupChange.WORKER_GROUP_CHANGE_NONE;
            case ADDED -> WorkerGroupChange.WORKER_GROUP_CHANGE_ADDED;
            case REMOVED -> WorkerGroupChange.WORKER_GROUP_CHANGE_REMOVED;
            case RESIZED -> WorkerGroupChange.WORKER_GROUP_CHANGE_RESIZED;
            case ROLLED -> WorkerGroupChange.WORKER_GROUP_CHANGE_ROLLED;
        };
    }

    private static ClusterId id(String uuid) {
        return ClusterId.parse("uuid", uuid);
    }
}
