package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the workers keep of a container as ordered.
///
/// @param command entry point and arguments as given; empty if the image's own
/// @param readyDelay time from start until its readiness probe first succeeds
/// @param resources requests and limits as written; missing if there are none
public record Container(
        String name, String image, List<String> command, Duration readyDelay, Kind kind, JsonNode resources) {
    /// Which part a container plays in its pod.
    public enum Kind {
        /// Runs to its end before the next starts.
        INIT,
        /// Starts in the order of the init containers and stays.
        SIDECAR,
        MAIN,
        /// Added to a running pod for debugging.
        EPHEMERAL
    }

    private static final int COMMAND_LENGTH_MAX = 4096; // longer ones are not looked at when simulating

    public Container {
        command = List.copyOf(command);
    }

    static Container of(JsonNode spec, Kind kind) {
        var command = new ArrayList<String>();
        spec.path("command").forEach(word -> command.add(word.asText()));
        spec.path("args").forEach(word -> command.add(word.asText()));
        var length = command.stream().mapToInt(String::length).sum();
        return new Container(
                spec.path("name").asText().intern(),
                spec.path("image").asText().intern(),
                length > COMMAND_LENGTH_MAX ? List.of() : command,
                readyDelay(spec),
                kind,
                withoutEmpty(spec.path("resources")));
    }

    static JsonNode withoutEmpty(JsonNode resources) {
        return resources.isEmpty() ? MissingNode.getInstance() : resources;
    }

    private static Duration readyDelay(JsonNode spec) {
        var readiness = spec.path("readinessProbe").path("initialDelaySeconds").asLong(0);
        var startup = spec.path("startupProbe").path("initialDelaySeconds").asLong(0);
        return Duration.ofSeconds(Math.max(readiness, startup));
    }

    boolean isInit() {
        return kind == Kind.INIT;
    }

    /// Whether the pod is only ready when this container is.
    boolean countsForReady() {
        return kind == Kind.MAIN || kind == Kind.SIDECAR;
    }
}
