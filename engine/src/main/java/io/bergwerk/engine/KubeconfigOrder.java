package io.bergwerk.engine;

import java.time.Instant;
import java.util.UUID;

/// A kubeconfig to be made.
///
/// @param id names the group and the binding, so that this one can be revoked alone
/// @param user the caller's login, which the cluster's audit log then shows
public record KubeconfigOrder(UUID id, String user, KubeconfigRole role, Instant notBefore, Instant notAfter) {}
