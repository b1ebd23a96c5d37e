package io.bergwerk.server.cluster;

/// The steps of a pass, in their order, each with the condition that tells of it and its share of the progress.
enum Step {
    UNDELETE("undelete", ConditionType.CONTROL_PLANE_HEALTHY, 5),
    RESTORE("restore", ConditionType.API_SERVER_AVAILABLE, 5),
    VERSION("version", ConditionType.CONTROL_PLANE_HEALTHY, 10),
    CONTROL_PLANE("control-plane", ConditionType.CONTROL_PLANE_HEALTHY, 40),
    WORKERS("workers", ConditionType.EVERY_NODE_READY, 25),
    SYSTEM_COMPONENTS("system-components", ConditionType.SYSTEM_COMPONENTS_HEALTHY, 20),

    KUBECONFIGS("kubeconfigs", ConditionType.API_SERVER_AVAILABLE, 10),
    REMOVE_WORKERS("remove-workers", ConditionType.EVERY_NODE_READY, 40),
    REMOVE_CONTROL_PLANE("remove-control-plane", ConditionType.CONTROL_PLANE_HEALTHY, 45);

    private final String taskId;
    private final ConditionType condition;
    private final int share;

    Step(String taskId, ConditionType condition, int share) {
        this.taskId = taskId;
        this.condition = condition;
        this.share = share;
    }

    /// The stable name under which users see its failures.
    String taskId() {
        return taskId;
    }

    ConditionType condition() {
        return condition;
    }

    /// Percent of the operation that it stands for.
    int share() {
        return share;
    }
}
