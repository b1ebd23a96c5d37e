package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.pods.Container.Kind;
import io.bergwerk.engine.local.workers.pods.ContainerState.Running;
import io.bergwerk.engine.local.workers.pods.ContainerState.Terminated;
import io.bergwerk.engine.local.workers.pods.ContainerState.Waiting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/// Writes a status as a strategic merge patch: conditions of others stay, times change only where the state did.
final class PodPatch {
    private PodPatch() {}

    static ObjectNode of(Pod pod, PodStatus next, String nodeIp, Instant now) {
        var patch = KubeApi.JSON.createObjectNode();
        patch.putObject("metadata").put("uid", pod.uid());
        var status = patch.putObject("status")
                .put("phase", next.phase())
                .put("observedGeneration", next.observedGeneration())
                .put("hostIP", nodeIp);
        status.putArray("hostIPs").addObject().put("ip", nodeIp);
        next.startTime().ifPresent(time -> status.put("startTime", time.toString()));
        if (!next.reason().isEmpty()) {
            status.put("reason", next.reason());
        }
        if (!next.podIp().isEmpty()) {
            status.put("podIP", next.podIp());
            status.putArray("podIPs").addObject().put("ip", next.podIp());
        }
        conditions(status.putArray("conditions"), pod, next, now);
        containers(status, "initContainerStatuses", Set.of(Kind.INIT, Kind.SIDECAR), pod, next);
        containers(status, "containerStatuses", Set.of(Kind.MAIN), pod, next);
        containers(status, "ephemeralContainerStatuses", Set.of(Kind.EPHEMERAL), pod, next);
        return patch;
    }

    private static void conditions(ArrayNode list, Pod pod, PodStatus next, Instant now) {
        for (var type : PodStatuses.OWN) {
            var condition = next.conditions().get(type);
            if (condition == null) {
                continue;
            }
            var node = list.addObject()
                    .put("type", type)
                    .put("status", condition.holds() ? "True" : "False")
                    .put("observedGeneration", next.observedGeneration());
            text(node, "reason", condition.reason());
            text(node, "message", condition.message());
            var former = pod.status().conditions().get(type);
            if (former == null || former.holds() != condition.holds()) {
                node.put(
                        "lastTransitionTime",
                        now.truncatedTo(ChronoUnit.SECONDS).toString());
            }
        }
    }

    /// In a merge patch null takes a field away.
    private static void text(ObjectNode node, String field, String value) {
        if (value.isEmpty()) {
            node.putNull(field);
        } else {
            node.put(field, value);
        }
    }

    private static void containers(ObjectNode status, String field, Set<Kind> kinds, Pod pod, PodStatus next) {
        var containers = pod.containers().stream()
                .filter(container -> kinds.contains(container.kind()))
                .toList();
        if (containers.isEmpty()) {
            return;
        }
        var list = status.putArray(field);
        for (var container : containers) {
            var state = next.containers().get(container.name());
            if (state != null) {
                container(list.addObject(), pod, container, state);
            }
        }
    }

    private static void container(ObjectNode node, Pod pod, Container container, ContainerStatus status) {
        var running = status.isRunning();
        node.put("name", container.name())
                .put("image", container.image())
                .put("imageID", everStarted(status) ? "sim://" + container.image() : "")
                .put("ready", status.ready())
                .put("started", running)
                .put("restartCount", status.restartCount());
        state(node.putObject("state"), pod, container, status, status.restartCount());
        var last = node.putObject("lastState");
        status.last().ifPresent(ended -> terminated(last, ended, id(pod, container, status.restartCount() - 1)));
        if (everStarted(status)) {
            node.put("containerID", id(pod, container, status.restartCount()));
        }
        if (status.resources().isObject()) {
            node.set("resources", status.resources());
            if (status.resources().has("requests")) {
                node.set("allocatedResources", status.resources().path("requests"));
            }
        }
    }

    private static boolean everStarted(ContainerStatus status) {
        return !(status.state() instanceof Waiting) || status.last().isPresent();
    }

    private static String id(Pod pod, Container container, int restart) {
        return "sim://%s/%s/%d".formatted(pod.uid(), container.name(), Math.max(0, restart));
    }

    private static void state(ObjectNode node, Pod pod, Container container, ContainerStatus status, int restart) {
        switch (status.state()) {
            case Waiting waiting -> {
                var inner = node.putObject("waiting").put("reason", waiting.reason());
                if (!waiting.message().isEmpty()) {
                    inner.put("message", waiting.message());
                }
            }
            case Running running ->
                node.putObject("running").put("startedAt", running.startedAt().toString());
            case Terminated ended -> terminated(node, ended, id(pod, container, restart));
        }
    }

    private static void terminated(ObjectNode node, Terminated ended, String containerId) {
        node.putObject("terminated")
                .put("exitCode", ended.exitCode())
                .put("reason", ended.reason())
                .put("startedAt", ended.startedAt().toString())
                .put("finishedAt", ended.finishedAt().toString())
                .put("containerID", containerId);
    }
}
