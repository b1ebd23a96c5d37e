package io.bergwerk.engine.local.workers.pods;

import io.bergwerk.engine.local.workers.pods.ContainerState.Running;
import io.bergwerk.engine.local.workers.pods.ContainerState.Terminated;
import io.bergwerk.engine.local.workers.pods.ContainerState.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a container has written until a time. Computed whenever it is asked for, kept nowhere.
public final class ContainerLog {
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final int HEARTBEATS_MAX = 1000;

    /// One line.
    public record Line(Instant time, String text) {}

    private ContainerLog() {}

    /// @param previous whether the run before the last restart is asked for
    /// @return empty if there was no such run
    public static Optional<List<Line>> lines(
            Pod pod, Container container, ContainerStatus status, boolean previous, Instant now) {
        if (previous) {
            return status.last().map(ended -> run(pod, container, ended.startedAt(), ended.finishedAt()));
        }
        return switch (status.state()) {
            case Running running -> Optional.of(run(pod, container, running.startedAt(), now));
            case Terminated ended -> Optional.of(run(pod, container, ended.startedAt(), ended.finishedAt()));
            case Waiting _ -> status.last().map(ended -> run(pod, container, ended.startedAt(), ended.finishedAt()));
        };
    }

    private static List<Line> run(Pod pod, Container container, Instant from, Instant until) {
        var written =
                pod.knobs().log().map(text -> List.of(text.split("\n", -1))).or(() -> scripted(container));
        if (written.isPresent()) {
            return written.get().stream().map(text -> new Line(from, text)).toList();
        }
        return heartbeats(pod, container, from, until);
    }

    private static Optional<List<String>> scripted(Container container) {
        return Script.of(container.command()).map(Script::lines).filter(lines -> !lines.isEmpty());
    }

    private static List<Line> heartbeats(Pod pod, Container container, Instant from, Instant until) {
        var lines = new ArrayList<Line>();
        lines.add(new Line(
                from,
                "container %s of pod %s runs on node %s, which is simulated: image %s was not started"
                        .formatted(container.name(), pod.key(), pod.node(), container.image())));
        var last = Duration.between(from, until).dividedBy(HEARTBEAT);
        for (var beat = Math.max(1, last - HEARTBEATS_MAX + 1); beat <= last; beat++) {
            lines.add(new Line(from.plus(HEARTBEAT.multipliedBy(beat)), "still running (simulated), beat " + beat));
        }
        return lines;
    }
}
