package io.bergwerk.server.kubeconfig;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubeconfigRole;
import java.time.Duration;

/// What a caller asks for.
///
/// @param engine name of the engine that runs the cluster
/// @param clusterName what to call the cluster in messages
/// @param user login of the caller
public record KubeconfigWish(
        ClusterId cluster, String clusterName, String engine, String user, KubeconfigRole role, Duration validFor) {}
