package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.engine.local.ports.Ports;

/// What is there of a control plane once its API server was told to start.
///
/// @param client speaks as the engine
public record Running(ClusterPki pki, ApiClient client, Ports ports) {}
