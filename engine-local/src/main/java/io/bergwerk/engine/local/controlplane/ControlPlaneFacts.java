package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.Fact;
import io.bergwerk.engine.Fact.Status;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.local.process.ComponentState;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a user is told of a control plane.
///
/// @param apiServer whether the API answers
/// @param controlPlane whether all of it is well
public record ControlPlaneFacts(Fact apiServer, Fact controlPlane) {
    private static final Fact API_ANSWERS = new Fact(Status.TRUE, "ApiServerAnswers", "The API server answers.");

    static ControlPlaneFacts of(
            Phase phase, StepResult.@Nullable Failed failure, List<ComponentState> states, Health health) {
        if (phase == Phase.RUNNING) {
            return running(states, health);
        }
        if (phase == Phase.SETTLING) {
            return new ControlPlaneFacts(API_ANSWERS, notRunning(phase));
        }
        var fact = failure == null ? notRunning(phase) : new Fact(Status.FALSE, failure.reason(), failure.message());
        return new ControlPlaneFacts(fact, fact);
    }

    /// The API goes on answering meanwhile.
    ControlPlaneFacts whileUpgrading(UpgradeRecord upgrade) {
        var message = "Kubernetes is being upgraded from %s to %s.".formatted(upgrade.from(), upgrade.to());
        return new ControlPlaneFacts(apiServer, new Fact(Status.PROGRESSING, "Upgrading", message));
    }

    private static Fact notRunning(Phase phase) {
        var status = phase.isStarting() ? Status.PROGRESSING : Status.FALSE;
        return new Fact(status, phase.reason(), phase.message());
    }

    private static ControlPlaneFacts running(List<ComponentState> states, Health health) {
        var unwell = Stream.of(Component.values())
                .filter(component -> !health.isHealthy(component))
                .toList();
        var apiServer = unwell.contains(Component.API_SERVER)
                ? new Fact(Status.FALSE, "ApiServerDown", "The API server does not answer; it is being restarted.")
                : API_ANSWERS;
        return new ControlPlaneFacts(apiServer, all(unwell, states));
    }

    private static Fact all(List<Component> unwell, List<ComponentState> states) {
        if (unwell.isEmpty()) {
            return new Fact(Status.TRUE, "AllRunning", "All parts of the control plane run and answer.");
        }
        var names = String.join(", ", unwell.stream().map(Component::words).toList());
        if (states.stream().anyMatch(ComponentState::crashesTooOften)) {
            return new Fact(
                    Status.FALSE,
                    "ControlPlaneCrashes",
                    "The control plane's %s ended five times within ten minutes; it is started again every 30 seconds."
                            .formatted(names));
        }
        return new Fact(
                Status.FALSE, "Restarting", "The control plane's %s is down and being restarted.".formatted(names));
    }
}
