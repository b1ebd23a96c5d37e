package io.bergwerk.server.cluster;

import io.bergwerk.engine.StepResult;

/// How far one step got in a pass.
///
/// @param percent of the step itself, for one that knows it; 0 otherwise
record StepReport(Step step, StepResult result, int percent) {
    static StepReport of(Step step, StepResult result) {
        return new StepReport(step, result, 0);
    }

    boolean isDone() {
        return result instanceof StepResult.Done;
    }

    int progress() {
        return isDone() ? step.share() : step.share() * percent / 100;
    }
}
