package io.bergwerk.engine.local.workers.pods;

import java.time.Instant;
import java.util.Optional;

/// What is to be done with a pod.
///
/// @param status as it should be now; equal to the pod's own if there is nothing to write
/// @param wake when to plan again even if nothing changes
/// @param delete whether the node is done with a pod whose deletion was asked for
record PodPlan(PodStatus status, Optional<Instant> wake, boolean delete) {}
