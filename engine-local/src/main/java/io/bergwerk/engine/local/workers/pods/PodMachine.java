package io.bergwerk.engine.local.workers.pods;

import io.bergwerk.engine.local.workers.pods.Container.Kind;
import io.bergwerk.engine.local.workers.pods.Pod.Deletion;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Says what the status of a pod should be at a time. Pure: the same pod and time give the same answer.
///
/// What it says can be written at any later time or never: the next plan starts from what the API has.
final class PodMachine {
    private static final Duration KILL_WITHIN = Duration.ofSeconds(1);

    private PodMachine() {}

    static PodPlan plan(Pod pod, Surroundings surroundings, Instant now) {
        if (pod.deletion().isPresent()) {
            return delete(pod, pod.deletion().get(), now);
        }
        if (pod.status().isEnded()) {
            return new PodPlan(pod.status(), Optional.empty(), false);
        }
        var end = pod.deadline().flatMap(deadline -> pod.status().startTime().map(start -> start.plus(deadline)));
        if (end.isPresent() && !end.get().isAfter(now)) {
            return new PodPlan(stopped(pod, "DeadlineExceeded", now), Optional.empty(), false);
        }
        return earlier(live(pod, surroundings, now), end);
    }

    private static PodPlan earlier(PodPlan plan, Optional<Instant> end) {
        var wake = plan.wake().isEmpty()
                        || (end.isPresent() && end.get().isBefore(plan.wake().get()))
                ? end.or(plan::wake)
                : plan.wake();
        return new PodPlan(plan.status(), wake, plan.delete());
    }

    private static PodPlan delete(Pod pod, Deletion deletion, Instant now) {
        var kill = deletion.asked().plus(deletion.grace().compareTo(KILL_WITHIN) < 0 ? deletion.grace() : KILL_WITHIN);
        // Asked for later than now: the clock was set back, and nobody knows how long that is ago.
        if (now.isBefore(kill) && !deletion.asked().isAfter(now)) {
            return new PodPlan(pod.status(), Optional.of(kill), false);
        }
        var status = pod.status().isEnded() ? pod.status() : stopped(pod, "", now);
        // With no grace left the API server itself removes the pod as soon as its last finalizer goes.
        return new PodPlan(status, Optional.empty(), !deletion.grace().isZero());
    }

    private static PodStatus stopped(Pod pod, String reason, Instant now) {
        var containers = new ContainerPass(pod, now).stopAll();
        return PodStatuses.stopped(pod, containers, reason);
    }

    private static PodPlan live(Pod pod, Surroundings surroundings, Instant now) {
        var status = pod.status();
        var start = status.startTime().orElse(now.truncatedTo(ChronoUnit.SECONDS));
        var ip = status.podIp();
        if (ip.isEmpty()) {
            var begin = status.startTime().orElse(now).plus(pod.knobs().startup());
            if (now.isBefore(begin)) {
                return creating(pod, start, Optional.of(begin));
            }
            if (surroundings.missing().stream().anyMatch(Reference::mounted)) {
                return creating(pod, start, Optional.empty());
            }
            var found = pod.hostNetwork()
                    ? Optional.of(surroundings.nodeIp())
                    : surroundings.podIp().get();
            if (found.isEmpty()) {
                return creating(pod, start, Optional.empty());
            }
            ip = found.get();
        }
        var pass = new ContainerPass(pod, now);
        var containers = pass.advance(surroundings.missing());
        return new PodPlan(PodStatuses.live(pod, start, ip, containers), pass.wake(), false);
    }

    private static PodPlan creating(Pod pod, Instant start, Optional<Instant> wake) {
        var waiting =
                pod.of(Kind.INIT).isEmpty() && pod.of(Kind.SIDECAR).isEmpty() ? "ContainerCreating" : "PodInitializing";
        return new PodPlan(PodStatuses.creating(pod, start, waiting), wake, false);
    }
}
