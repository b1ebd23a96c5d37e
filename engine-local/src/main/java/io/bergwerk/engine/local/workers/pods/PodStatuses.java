package io.bergwerk.engine.local.workers.pods;

import io.bergwerk.engine.local.workers.pods.ContainerState.Terminated;
import io.bergwerk.engine.local.workers.pods.ContainerState.Waiting;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/// Puts phase and conditions together from the states of a pod's containers, as the kubelet does.
final class PodStatuses {
    static final String READY = "Ready";
    static final String CONTAINERS_READY = "ContainersReady";
    static final String INITIALIZED = "Initialized";
    static final String SANDBOX = "PodReadyToStartContainers";

    /// The conditions that nodes write.
    static final List<String> OWN = List.of(SANDBOX, INITIALIZED, READY, CONTAINERS_READY);

    private PodStatuses() {}

    static PodStatus creating(Pod pod, Instant start, String waiting) {
        var containers = new HashMap<String, ContainerStatus>();
        for (var container : pod.containers()) {
            containers.put(
                    container.name(),
                    ContainerStatus.waiting(container.isInit() ? ContainerPass.INITIALIZING : waiting)
                            .withResources(container.resources()));
        }
        return build(pod, "Pending", "", start, "", containers);
    }

    static PodStatus live(Pod pod, Instant start, String ip, Map<String, ContainerStatus> containers) {
        return build(pod, phase(pod, containers), "", start, ip, containers);
    }

    static PodStatus stopped(Pod pod, Map<String, ContainerStatus> containers, String reason) {
        var failed = !reason.isEmpty() || !mainOf(pod, containers, PodStatuses::hasSucceeded);
        var start = pod.status().startTime().orElse(Instant.EPOCH);
        return build(
                pod,
                failed ? "Failed" : "Succeeded",
                reason,
                start,
                pod.status().podIp(),
                containers);
    }

    /// A pass leaves no container without a status.
    static ContainerStatus at(Map<String, ContainerStatus> statuses, Container container) {
        return Objects.requireNonNull(statuses.get(container.name()));
    }

    private static boolean hasSucceeded(ContainerStatus status) {
        return status.state() instanceof Terminated ended && ended.succeeded();
    }

    private static boolean mainOf(
            Pod pod, Map<String, ContainerStatus> statuses, Predicate<ContainerStatus> predicate) {
        return pod.of(Container.Kind.MAIN).stream().allMatch(main -> predicate.test(at(statuses, main)));
    }

    private static String phase(Pod pod, Map<String, ContainerStatus> statuses) {
        var initFailed = pod.of(Container.Kind.INIT).stream()
                .anyMatch(init -> at(statuses, init).state() instanceof Terminated ended && !ended.succeeded());
        if (initFailed) {
            return "Failed";
        }
        var neverStarted = !mainOf(
                pod,
                statuses,
                status -> !(status.state() instanceof Waiting) || status.last().isPresent());
        if (neverStarted) {
            return "Pending";
        }
        if (!mainOf(pod, statuses, status -> status.state() instanceof Terminated)) {
            return "Running";
        }
        return mainOf(pod, statuses, PodStatuses::hasSucceeded) ? "Succeeded" : "Failed";
    }

    private static PodStatus build(
            Pod pod, String phase, String reason, Instant start, String ip, Map<String, ContainerStatus> containers) {
        var conditions = new HashMap<>(pod.status().conditions());
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            ended(conditions, phase);
        } else {
            conditions.put(SANDBOX, ip.isEmpty() ? new PodCondition(false, "", "") : PodCondition.TRUE);
            conditions.put(INITIALIZED, initialized(pod, containers));
            var containersReady = containersReady(pod, containers);
            conditions.put(CONTAINERS_READY, containersReady);
            conditions.put(READY, ready(pod, containersReady));
        }
        return new PodStatus(phase, reason, Optional.of(start), ip, pod.generation(), conditions, containers);
    }

    private static void ended(Map<String, PodCondition> conditions, String phase) {
        var notReady = new PodCondition(false, phase.equals("Succeeded") ? "PodCompleted" : "PodFailed", "");
        conditions.put(SANDBOX, new PodCondition(false, "", ""));
        conditions.put(CONTAINERS_READY, notReady);
        conditions.put(READY, notReady);
        if (phase.equals("Succeeded")) {
            conditions.put(INITIALIZED, new PodCondition(true, "PodCompleted", ""));
        }
    }

    private static PodCondition initialized(Pod pod, Map<String, ContainerStatus> statuses) {
        var incomplete = pod.containers().stream()
                .filter(container -> switch (container.kind()) {
                    case INIT -> !hasSucceeded(at(statuses, container));
                    case SIDECAR ->
                        at(statuses, container).state() instanceof Waiting waiting
                                && waiting.reason().equals(ContainerPass.INITIALIZING);
                    case MAIN, EPHEMERAL -> false;
                })
                .map(Container::name)
                .toList();
        return condition(incomplete, "ContainersNotInitialized", "containers with incomplete status: ");
    }

    private static PodCondition containersReady(Pod pod, Map<String, ContainerStatus> statuses) {
        var unready = pod.containers().stream()
                .filter(Container::countsForReady)
                .filter(container -> !at(statuses, container).isRunning()
                        || !at(statuses, container).ready())
                .map(Container::name)
                .toList();
        return condition(unready, "ContainersNotReady", "containers with unready status: ");
    }

    private static PodCondition ready(Pod pod, PodCondition containersReady) {
        if (!containersReady.holds()) {
            return containersReady;
        }
        var open = pod.readinessGates().stream()
                .filter(gate -> !pod.status().holds(gate))
                .toList();
        return condition(open, "ReadinessGatesNotReady", "readiness gates that do not hold: ");
    }

    /// Kubernetes writes such lists in brackets with spaces between the names.
    private static PodCondition condition(List<String> names, String reason, String message) {
        return names.isEmpty()
                ? PodCondition.TRUE
                : new PodCondition(false, reason, message + "[" + String.join(" ", names) + "]");
    }
}
