package io.bergwerk.engine.local.workers.pods;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What a pod's status depends on outside the pod.
///
/// @param nodeIp the node's own address
/// @param podIp asked for at most once, when the pod has none yet; empty while the node has no range for pods
/// @param missing referenced objects that are not there
record Surroundings(String nodeIp, Supplier<Optional<String>> podIp, List<Reference> missing) {}
