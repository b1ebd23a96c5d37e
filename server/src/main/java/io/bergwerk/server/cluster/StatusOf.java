package io.bergwerk.server.cluster;

import io.bergwerk.engine.ClusterObservation;
import io.bergwerk.engine.Fact;
import io.bergwerk.engine.StepResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Computes a cluster's status from what a pass found: the one place where this happens.
final class StatusOf {
    private static final int ALMOST = 99;

    private final ClusterPass pass;
    private final ClusterStatus before;
    private final Instant now;

    private StatusOf(ClusterPass pass, Instant now) {
        this.pass = pass;
        this.before = pass.cluster().status();
        this.now = now;
    }

    static ClusterStatus pass(ClusterPass pass, Instant now) {
        return new StatusOf(pass, now).status();
    }

    private ClusterStatus status() {
        var operation = operation();
        var state = state(operation);
        return new ClusterStatus(operation, state, progress(operation, state), conditions(), lastErrors());
    }

    /// The first success ends the creation, and so does a change of the wish; what comes after it is a reconcile
    /// as soon as there is something to do.
    private Operation operation() {
        var cluster = pass.cluster();
        if (cluster.deletionRequested()) {
            return Operation.DELETE;
        }
        if (!cluster.settled() && before.operation() == Operation.CREATE) {
            return Operation.CREATE;
        }
        return isAsOrdered() && before.succeeded() ? before.operation() : Operation.RECONCILE;
    }

    private OperationState state(Operation operation) {
        if (pass.failure().isPresent()) {
            return OperationState.ERROR;
        }
        return operation != Operation.DELETE && isAsOrdered() ? OperationState.SUCCEEDED : OperationState.PROCESSING;
    }

    private boolean isAsOrdered() {
        return pass.allDone() && pass.observation().isHealthy();
    }

    /// Never goes back within one operation.
    private int progress(Operation operation, OperationState state) {
        if (state == OperationState.SUCCEEDED) {
            return 100;
        }
        var done = pass.progress();
        var goesOn = operation == before.operation() && !before.succeeded();
        return Math.min(ALMOST, goesOn ? Math.max(before.progress(), done) : done);
    }

    private List<Condition> conditions() {
        var cause = WhyNotReady.of(before.conditions().stream()
                .map(condition -> fact(condition.type()))
                .toList());
        return before.conditions().stream()
                .map(condition -> condition.seen(fact(condition.type(), cause), now))
                .toList();
    }

    private Fact fact(ConditionType type, Optional<String> cause) {
        return noticed(type, WhyNotReady.explained(fact(type), cause));
    }

    /// What is wrong is said alone; beside what is well there is room for a notice.
    private Fact noticed(ConditionType type, Fact fact) {
        return pass.notices().stream()
                .filter(notice -> fact.isTrue() && notice.about() == type)
                .reduce(Notice::and)
                .map(notice -> notice.addedTo(fact))
                .orElse(fact);
    }

    /// What a step says of its condition is newer than the observation, until the step is done.
    private Fact fact(ConditionType type) {
        return pass.reports().stream()
                .filter(report -> report.step().condition() == type)
                .flatMap(report -> said(report).stream())
                .findFirst()
                .orElseGet(() -> observed(type));
    }

    private static Optional<Fact> said(StepReport report) {
        return switch (report.result()) {
            case StepResult.Done() -> Optional.empty();
            case StepResult.Waiting(String reason, String message, var _) ->
                Optional.of(new Fact(Fact.Status.PROGRESSING, reason, message));
            case StepResult.Failed(String reason, String message, String _) ->
                Optional.of(new Fact(Fact.Status.FALSE, reason, message));
        };
    }

    private Fact observed(ConditionType type) {
        ClusterObservation seen = pass.observation();
        return switch (type) {
            case API_SERVER_AVAILABLE -> seen.apiServer();
            case CONTROL_PLANE_HEALTHY -> seen.controlPlane();
            case EVERY_NODE_READY -> seen.nodes();
            case SYSTEM_COMPONENTS_HEALTHY -> seen.systemComponents();
            case OBSERVABILITY_COMPONENTS_HEALTHY -> seen.observability();
        };
    }

    /// Failures of this pass, and those of earlier ones whose step has not been done since.
    private List<LastError> lastErrors() {
        var fresh = pass.reports().stream().flatMap(report -> failure(report).stream());
        var open = before.lastErrors().stream().filter(error -> isStillOpen(error.taskId()));
        return Stream.concat(fresh, open).toList();
    }

    private Optional<LastError> failure(StepReport report) {
        return report.result() instanceof StepResult.Failed failed
                ? Optional.of(new LastError(report.step().taskId(), failed.message(), now))
                : Optional.empty();
    }

    private boolean isStillOpen(String taskId) {
        var current = pass.reports().stream()
                .filter(report -> report.step().taskId().equals(taskId))
                .findFirst();
        if (current.isPresent()) {
            return current.get().result() instanceof StepResult.Waiting;
        }
        // A step that this pass did not reach; deletion has other steps and starts with no errors.
        return !isAsOrdered();
    }
}
