package io.bergwerk.engine.local.workers.pods;

import io.bergwerk.engine.local.workers.pods.Container.Kind;
import io.bergwerk.engine.local.workers.pods.ContainerState.Running;
import io.bergwerk.engine.local.workers.pods.ContainerState.Terminated;
import io.bergwerk.engine.local.workers.pods.ContainerState.Waiting;
import io.bergwerk.engine.local.workers.pods.Pod.RestartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Brings the containers of one pod to a point in time.
final class ContainerPass {
    static final String CRASH_LOOP = "CrashLoopBackOff";
    static final String IMAGE_BACKOFF = "ImagePullBackOff";
    static final String INITIALIZING = "PodInitializing";

    private static final int SIGTERM_EXIT = 143;

    private final Pod pod;
    private final Instant now;
    private final Instant nowSeconds;
    private Optional<Instant> wake = Optional.empty();

    ContainerPass(Pod pod, Instant now) {
        this.pod = pod;
        this.now = now;
        this.nowSeconds = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /// When the next container changes by itself; known after [#advance].
    Optional<Instant> wake() {
        return wake;
    }

    /// Init containers one by one, sidecars between them, then all others at once.
    Map<String, ContainerStatus> advance(List<Reference> missing) {
        var result = new HashMap<String, ContainerStatus>();
        var initialized = true;
        for (var container : pod.containers()) {
            var status = pod.statusOf(container);
            var next = initialized ? advance(container, status, missing) : held(status);
            result.put(container.name(), next.withResources(container.resources()));
            initialized &= !blocksOthers(container, next);
        }
        if (mainContainersEnded(result)) {
            pod.of(Kind.SIDECAR).forEach(sidecar -> result.computeIfPresent(sidecar.name(), (_, s) -> stop(s)));
            wake = Optional.empty();
        }
        return result;
    }

    private static ContainerStatus held(ContainerStatus status) {
        return status.state() instanceof Waiting ? status.in(new Waiting(INITIALIZING, "")) : status;
    }

    private static boolean blocksOthers(Container container, ContainerStatus status) {
        return switch (container.kind()) {
            case INIT -> !(status.state() instanceof Terminated ended && ended.succeeded());
            case SIDECAR -> !status.isRunning();
            case MAIN, EPHEMERAL -> false;
        };
    }

    private boolean mainContainersEnded(Map<String, ContainerStatus> statuses) {
        return pod.of(Kind.MAIN).stream()
                .allMatch(container -> PodStatuses.at(statuses, container).state() instanceof Terminated);
    }

    private ContainerStatus advance(Container container, ContainerStatus status, List<Reference> missing) {
        var started = status.state() instanceof Waiting waiting ? start(container, status, waiting, missing) : status;
        var ended = started.state() instanceof Running running ? run(container, started, running) : started;
        return ended.withReady(staysReady(status, ended) || isReady(container, ended));
    }

    /// A clock that was set back makes nothing unready.
    private static boolean staysReady(ContainerStatus before, ContainerStatus after) {
        return before.ready() && after.isRunning() && after.state().equals(before.state());
    }

    private ContainerStatus start(
            Container container, ContainerStatus status, Waiting waiting, List<Reference> missing) {
        if (pod.knobs().imageError() && container.kind() == Kind.MAIN) {
            var message = "Back-off pulling image \"%s\": this failure is simulated".formatted(container.image());
            return status.in(new Waiting(IMAGE_BACKOFF, message));
        }
        if (!missing.isEmpty()) {
            return status.in(
                    new Waiting("CreateContainerConfigError", missing.getFirst().describe()));
        }
        if (status.last().isEmpty()) {
            return status.in(new Running(nowSeconds));
        }
        var due = restartDue(status, status.last().get());
        if (waiting.reason().equals(CRASH_LOOP) && now.isBefore(due)) {
            wakeAt(due);
            return status;
        }
        return status.in(new Running(nowSeconds)).counted();
    }

    private ContainerStatus run(Container container, ContainerStatus status, Running running) {
        var lifetime = Lifetime.of(pod, container);
        if (lifetime.isEmpty()) {
            return status;
        }
        var end = lifetime.get().end(running.startedAt());
        if (now.isBefore(end)) {
            wakeAt(end);
            return status;
        }
        var exitCode = lifetime.get().exitCode();
        var ended =
                new Terminated(exitCode, reason(exitCode), running.startedAt(), end.truncatedTo(ChronoUnit.SECONDS));
        return restarts(container, exitCode) ? restart(container, status, ended) : status.in(ended);
    }

    private static String reason(int exitCode) {
        return exitCode == 0 ? "Completed" : "Error";
    }

    private boolean restarts(Container container, int exitCode) {
        if (container.isInit()) {
            return exitCode != 0 && pod.restartPolicy() != RestartPolicy.NEVER;
        }
        return switch (pod.restartPolicy()) {
            case ALWAYS -> true;
            case ON_FAILURE -> exitCode != 0;
            case NEVER -> false;
        };
    }

    private ContainerStatus restart(Container container, ContainerStatus status, Terminated ended) {
        var due = restartDue(status, ended);
        if (!now.isBefore(due) && status.restartCount() == 0) {
            var again = status.restarted(new Running(nowSeconds), ended).counted();
            Lifetime.of(pod, container).ifPresent(lifetime -> wakeAt(lifetime.end(nowSeconds)));
            return again;
        }
        wakeAt(due);
        var pause = Duration.between(ended.finishedAt(), due).toSeconds();
        var message = "back-off %ds restarting failed container=%s pod=%s_%s(%s)"
                .formatted(pause, container.name(), pod.key().name(), pod.key().namespace(), pod.uid());
        return status.restarted(new Waiting(CRASH_LOOP, message), ended);
    }

    private static Instant restartDue(ContainerStatus status, Terminated ended) {
        var ran = Duration.between(ended.startedAt(), ended.finishedAt());
        return ended.finishedAt().plus(Lifetime.backoff(status.restartCount(), ran));
    }

    private boolean isReady(Container container, ContainerStatus status) {
        if (status.state() instanceof Running running) {
            var ready = running.startedAt().plus(pod.knobs().readyAfter().orElse(container.readyDelay()));
            if (now.isBefore(ready)) {
                wakeAt(ready);
                return false;
            }
            return true;
        }
        return container.isInit() && status.state() instanceof Terminated ended && ended.succeeded();
    }

    /// All that run end as after a SIGTERM; what never ran stays as it is.
    Map<String, ContainerStatus> stopAll() {
        var result = new HashMap<String, ContainerStatus>();
        pod.containers().forEach(container -> result.put(container.name(), stop(pod.statusOf(container))));
        return result;
    }

    private ContainerStatus stop(ContainerStatus status) {
        if (status.state() instanceof Running running) {
            var exitCode = pod.restartPolicy() == RestartPolicy.ALWAYS ? 0 : SIGTERM_EXIT;
            return status.in(new Terminated(exitCode, reason(exitCode), running.startedAt(), nowSeconds));
        }
        return status.withReady(false);
    }

    private void wakeAt(Instant due) {
        if (wake.isEmpty() || due.isBefore(wake.get())) {
            wake = Optional.of(due);
        }
    }
}
