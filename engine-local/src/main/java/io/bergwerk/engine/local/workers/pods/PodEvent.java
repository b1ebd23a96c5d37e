package io.bergwerk.engine.local.workers.pods;

import io.bergwerk.engine.local.workers.events.Happening;
import io.bergwerk.engine.local.workers.events.Subject;
import io.bergwerk.engine.local.workers.pods.ContainerState.Running;
import io.bergwerk.engine.local.workers.pods.ContainerState.Waiting;
import java.util.ArrayList;
import java.util.List;

/// Something a kubelet would report about a pod.
///
/// @param container empty if it is about the pod as a whole
record PodEvent(boolean warning, String reason, String message, String container) {
    /// What happened between two states of a pod.
    static List<PodEvent> between(Pod pod, PodStatus next) {
        var events = new ArrayList<PodEvent>();
        for (var container : pod.containers()) {
            var before = pod.status().containers().get(container.name());
            var after = next.containers().get(container.name());
            if (after != null) {
                between(events, pod, container, before == null ? ContainerStatus.waiting("") : before, after);
            }
        }
        return events;
    }

    private static void between(
            List<PodEvent> events, Pod pod, Container container, ContainerStatus before, ContainerStatus after) {
        var started = !after.state().equals(before.state())
                && (after.isRunning() || (container.isInit() && before.state() instanceof Waiting))
                && !(after.state() instanceof Waiting);
        if (started) {
            started(events, container);
        }
        if (after.state() instanceof Waiting waiting && !after.state().equals(before.state())) {
            waiting(events, pod, container, waiting);
        }
        if (before.state() instanceof Running && pod.deletion().isPresent() && !after.isRunning()) {
            events.add(new PodEvent(false, "Killing", "Stopping container " + container.name(), container.name()));
        }
    }

    private static void started(List<PodEvent> events, Container container) {
        var pulled = "Container image \"%s\" was not pulled: this node is simulated".formatted(container.image());
        events.add(new PodEvent(false, "Pulled", pulled, container.name()));
        events.add(new PodEvent(false, "Created", "Container created: " + container.name(), container.name()));
        events.add(new PodEvent(false, "Started", "Container started: " + container.name(), container.name()));
    }

    private static void waiting(List<PodEvent> events, Pod pod, Container container, Waiting waiting) {
        switch (waiting.reason()) {
            case ContainerPass.CRASH_LOOP -> {
                var message = "Back-off restarting failed container %s in pod %s_%s(%s)"
                        .formatted(container.name(), pod.key().name(), pod.key().namespace(), pod.uid());
                events.add(new PodEvent(true, "BackOff", message, container.name()));
            }
            case ContainerPass.IMAGE_BACKOFF -> {
                events.add(new PodEvent(true, "Failed", waiting.message(), container.name()));
                events.add(new PodEvent(false, "BackOff", waiting.message(), container.name()));
            }
            case "CreateContainerConfigError" ->
                events.add(new PodEvent(true, "Failed", "Error: " + waiting.message(), container.name()));
            default -> {
                // waiting for its turn is no event
            }
        }
    }

    Subject subject(Pod pod) {
        var path = container.isEmpty() ? "" : "spec.containers{%s}".formatted(container);
        return new Subject("Pod", pod.key().namespace(), pod.key().name(), pod.uid(), path);
    }

    Happening happening(String node) {
        return new Happening(warning, reason, message, "kubelet", node);
    }

    static PodEvent failedMount(Reference missing) {
        var message = "MountVolume.SetUp failed for volume: %s".formatted(missing.describe());
        return new PodEvent(true, "FailedMount", message, "");
    }
}
