package io.bergwerk.engine;

import java.util.Optional;

/// What an engine sees of a cluster at one moment.
///
/// @param observability whether metrics and logs of the cluster are being collected
/// @param endpoint empty until the control plane was ready once; never changes afterwards
public record ClusterObservation(
        Fact apiServer,
        Fact controlPlane,
        Fact nodes,
        Fact systemComponents,
        Fact observability,
        Optional<ApiEndpoint> endpoint) {
    public static final ClusterObservation NOTHING = new ClusterObservation(
            Fact.UNKNOWN, Fact.UNKNOWN, Fact.UNKNOWN, Fact.UNKNOWN, Fact.UNKNOWN, Optional.empty());

    public boolean isHealthy() {
        return apiServer.isTrue() && controlPlane.isTrue() && nodes.isTrue() && systemComponents.isTrue();
    }
}
