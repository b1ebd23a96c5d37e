package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bergwerk.engine.local.workers.pods.ContainerState.Running;
import io.bergwerk.engine.local.workers.pods.ContainerState.Terminated;
import io.bergwerk.engine.local.workers.pods.ContainerState.Waiting;
import java.time.Instant;
import java.util.Optional;

/// A container's status.
///
/// @param last how it ended before it was restarted
/// @param resources as they were last written to the status
public record ContainerStatus(
        ContainerState state, Optional<Terminated> last, int restartCount, boolean ready, JsonNode resources) {
    static ContainerStatus waiting(String reason) {
        return new ContainerStatus(new Waiting(reason, ""), Optional.empty(), 0, false, MissingNode.getInstance());
    }

    static ContainerStatus of(JsonNode status) {
        return new ContainerStatus(
                state(status.path("state")),
                terminated(status.path("lastState").path("terminated")),
                status.path("restartCount").asInt(),
                status.path("ready").asBoolean(),
                Container.withoutEmpty(status.path("resources")));
    }

    private static ContainerState state(JsonNode state) {
        if (state.has("running")) {
            return new Running(time(state.path("running").path("startedAt")));
        }
        var ended = terminated(state.path("terminated"));
        if (ended.isPresent()) {
            return ended.get();
        }
        var waiting = state.path("waiting");
        return new Waiting(
                waiting.path("reason").asText("ContainerCreating"),
                waiting.path("message").asText(""));
    }

    private static Optional<Terminated> terminated(JsonNode node) {
        return node.isObject()
                ? Optional.of(new Terminated(
                        node.path("exitCode").asInt(),
                        node.path("reason").asText(""),
                        time(node.path("startedAt")),
                        time(node.path("finishedAt"))))
                : Optional.empty();
    }

    private static Instant time(JsonNode node) {
        var text = node.asText("");
        return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    }

    ContainerStatus in(ContainerState next) {
        return new ContainerStatus(next, last, restartCount, ready && next instanceof Running, resources);
    }

    ContainerStatus restarted(ContainerState next, Terminated ended) {
        return new ContainerStatus(next, Optional.of(ended), restartCount, false, resources);
    }

    ContainerStatus counted() {
        return new ContainerStatus(state, last, restartCount + 1, ready, resources);
    }

    ContainerStatus withReady(boolean isReady) {
        return new ContainerStatus(state, last, restartCount, isReady, resources);
    }

    ContainerStatus withResources(JsonNode ordered) {
        return new ContainerStatus(state, last, restartCount, ready, ordered);
    }

    public boolean isRunning() {
        return state instanceof Running;
    }
}
