package io.bergwerk.server.cluster;

/// The five facts that every cluster shows, and no other: what is special about a cluster stands in a reason
/// and a message of the one it belongs to.
public enum ConditionType {
    API_SERVER_AVAILABLE("APIServerAvailable"),
    CONTROL_PLANE_HEALTHY("ControlPlaneHealthy"),
    EVERY_NODE_READY("EveryNodeReady"),
    SYSTEM_COMPONENTS_HEALTHY("SystemComponentsHealthy"),
    OBSERVABILITY_COMPONENTS_HEALTHY("ObservabilityComponentsHealthy");

    private final String wireName;

    ConditionType(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
