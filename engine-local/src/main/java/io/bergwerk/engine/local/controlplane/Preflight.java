package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.KubernetesVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a cluster may go to the next minor version now. Decides and does nothing.
final class Preflight {
    /// Kubernetes allows kubelets that are three minors older than the API server.
    private static final int OLDEST_KUBELET = 3;

    /// As long as a drain waits for a budget; the roll that follows has a way around what is left then.
    private static final Duration PATIENCE = Duration.ofHours(2);

    /// What a removed API breaks, stays broken.
    private static final Duration PATIENCE_WITH_REMOVED_APIS = Duration.ofHours(24);

    private static final int MOST_NAMED = 5;

    private Preflight() {}

    /// A node as it says itself.
    record Node(String name, boolean ready, Optional<KubernetesVersion> kubelet) {}

    /// An API that somebody has used since the API server started.
    ///
    /// @param removedIn like `1.37`; empty if that is not known
    record DeprecatedApi(String name, String removedIn) {}

    /// What was found in the cluster.
    ///
    /// @param rigidBudgets PodDisruptionBudgets, as `namespace/name`, that have pods and allow none of them
    ///     to go
    record Found(List<Node> nodes, List<DeprecatedApi> deprecatedApis, List<String> rigidBudgets) {}

    /// A sentence why not; empty if it may.
    ///
    /// @param waited how long the upgrade has been held up already
    static Optional<String> objection(Found found, KubernetesVersion to, Duration waited) {
        var skew = skew(found, to);
        if (skew.isPresent()) {
            return skew;
        }
        var removed = waited.compareTo(PATIENCE_WITH_REMOVED_APIS) < 0 ? removed(found, to) : Optional.<String>empty();
        if (removed.isPresent()) {
            return removed;
        }
        return waited.compareTo(PATIENCE) < 0 ? unready(found, to).or(() -> rigid(found, to)) : Optional.empty();
    }

    private static Optional<String> skew(Found found, KubernetesVersion to) {
        return found.nodes().stream()
                .flatMap(node -> node.kubelet().filter(it -> it.minor() < to.minor() - OLDEST_KUBELET).stream()
                        .map(old ->
                                "Kubernetes %s is too new for node %s, which runs %s (expected: at most %d minors older)."
                                        .formatted(to, node.name(), old, OLDEST_KUBELET)))
                .findFirst();
    }

    private static Optional<String> removed(Found found, KubernetesVersion to) {
        var gone = found.deprecatedApis().stream()
                .filter(api -> isRemoved(api, to))
                .map(DeprecatedApi::name)
                .sorted()
                .toList();
        return sentence(gone, "Kubernetes %s no longer has %s, which clients of this cluster still use.", to);
    }

    private static boolean isRemoved(DeprecatedApi api, KubernetesVersion to) {
        var parts = api.removedIn().split("\\.", -1);
        return parts.length == 2
                && Stream.of(parts).allMatch(part -> part.matches("\\d{1,4}"))
                && Integer.parseInt(parts[0]) == to.major()
                && Integer.parseInt(parts[1]) <= to.minor();
    }

    private static Optional<String> unready(Found found, KubernetesVersion to) {
        var names = found.nodes().stream()
                .filter(node -> !node.ready())
                .map(Node::name)
                .sorted()
                .toList();
        return sentence(names, "The upgrade to Kubernetes %s waits for nodes that are not ready: %s.", to);
    }

    private static Optional<String> rigid(Found found, KubernetesVersion to) {
        var names = found.rigidBudgets().stream().sorted().toList();
        return sentence(
                names,
                "The upgrade to Kubernetes %s waits for PodDisruptionBudgets that allow no pod to be moved: %s.",
                to);
    }

    private static Optional<String> sentence(List<String> names, String format, KubernetesVersion to) {
        if (names.isEmpty()) {
            return Optional.empty();
        }
        var named = String.join(", ", names.stream().limit(MOST_NAMED).toList());
        var more = names.size() > MOST_NAMED ? " and %d more".formatted(names.size() - MOST_NAMED) : "";
        return Optional.of(format.formatted(to, named + more));
    }
}
