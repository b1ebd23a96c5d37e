package io.bergwerk.server.cluster;

import io.bergwerk.engine.Fact;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What was last seen of a cluster, and how far the platform has got with it.
///
/// @param progress 0 to 100; 100 exactly when the operation succeeded
/// @param conditions one of each [ConditionType], in its order
/// @param lastErrors empty when all is well
public record ClusterStatus(
        Operation operation,
        OperationState state,
        int progress,
        List<Condition> conditions,
        List<LastError> lastErrors) {
    public ClusterStatus {
        if (progress < 0 || progress > 100 || (progress == 100) != (state == OperationState.SUCCEEDED)) {
            throw new IllegalArgumentException(
                    "progress: %d in state %s (expected: 100 exactly when succeeded)".formatted(progress, state));
        }
        conditions = List.copyOf(conditions);
        lastErrors = List.copyOf(lastErrors);
    }

    /// What a cluster shows before anything was done for it.
    static ClusterStatus requested(Instant now) {
        var conditions = Arrays.stream(ConditionType.values())
                .map(type -> Condition.unknown(type, now))
                .toList();
        return new ClusterStatus(Operation.CREATE, OperationState.PROCESSING, 0, conditions, List.of());
    }

    /// The same cluster at the moment its wish is changed. What went wrong before is open until a pass says
    /// otherwise.
    ClusterStatus reconciling() {
        return new ClusterStatus(Operation.RECONCILE, OperationState.PROCESSING, 0, conditions, lastErrors);
    }

    /// The same cluster at the moment it is to be looked at once more. One that was never as ordered is still being
    /// created.
    ClusterStatus again() {
        return succeeded() || operation == Operation.RECONCILE
                ? reconciling()
                : new ClusterStatus(operation, OperationState.PROCESSING, progress, conditions, lastErrors);
    }

    /// The same cluster at the moment it is told to go.
    ClusterStatus deleting() {
        return new ClusterStatus(Operation.DELETE, OperationState.PROCESSING, 0, conditions, List.of());
    }

    /// The same cluster once nothing of it is left.
    ClusterStatus gone(Instant now) {
        var nothing = new Fact(Fact.Status.FALSE, "Deleted", "The cluster was deleted.");
        var last = conditions.stream()
                .map(condition -> condition.seen(nothing, now))
                .toList();
        return new ClusterStatus(Operation.DELETE, OperationState.SUCCEEDED, 100, last, List.of());
    }

    Condition condition(ConditionType type) {
        return conditions.stream()
                .filter(condition -> condition.type() == type)
                .findFirst()
                .orElseThrow();
    }

    /// One sentence on what is in the way; empty if nothing is, or nothing is known.
    Optional<String> whyNotReady() {
        return WhyNotReady.of(conditions.stream()
                .map(condition -> new Fact(condition.status(), condition.reason(), condition.message()))
                .toList());
    }

    boolean succeeded() {
        return state == OperationState.SUCCEEDED;
    }

    /// Whether a watcher would see no difference, times of looking aside.
    boolean looksLike(ClusterStatus other) {
        if (operation != other.operation || state != other.state || progress != other.progress) {
            return false;
        }
        for (var index = 0; index < conditions.size(); index++) {
            if (!conditions.get(index).looksLike(other.conditions.get(index))) {
                return false;
            }
        }
        return lastErrors.equals(other.lastErrors);
    }
}
