package io.bergwerk.testing.engine;

/// The calls of an engine that a script can delay or fail, and after which a server can die.
public enum EngineCall {
    AVAILABILITY("availability"),
    ENSURE_CONTROL_PLANE("ensureControlPlane"),
    ENSURE_WORKERS("ensureWorkers"),
    ENSURE_SYSTEM_COMPONENTS("ensureSystemComponents"),
    REMOVE_WORKERS("removeWorkers"),
    REMOVE_CONTROL_PLANE("removeControlPlane"),
    BACKUPS("backups"),
    ENSURE_RESTORED("ensureRestored"),
    ENSURE_UNDELETED("ensureUndeleted"),
    OBSERVE("observe"),
    MACHINES("machines"),
    WORKLOAD("workload"),
    ISSUE_KUBECONFIG("issueKubeconfig"),
    REVOKE_KUBECONFIG("revokeKubeconfig"),
    METRICS("metrics"),
    CLUSTERS("clusters");

    private final String method;

    EngineCall(String method) {
        this.method = method;
    }

    /// The name of this point in a [Mortality].
    public String point() {
        return "engine " + method;
    }
}
