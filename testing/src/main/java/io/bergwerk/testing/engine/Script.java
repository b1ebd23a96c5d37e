package io.bergwerk.testing.engine;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.StepResult;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which calls wait and fail, and how often. Guarded by its world.
final class Script {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Map<EngineCall, Integer> waits = new EnumMap<>(EngineCall.class);
    private final Map<EngineCall, Integer> failures = new EnumMap<>(EngineCall.class);
    private final Set<EngineCall> silent = EnumSet.noneOf(EngineCall.class);
    private final Map<ClusterId, Map<EngineCall, Integer>> asked = new HashMap<>();

    void wait(EngineCall call, int times) {
        waits.put(call, times);
    }

    void fail(EngineCall call, int times) {
        failures.put(call, times);
    }

    void silence(EngineCall call, boolean on) {
        if (on) {
            silent.add(call);
        } else {
            silent.remove(call);
        }
    }

    boolean isSilent(EngineCall call) {
        return silent.contains(call);
    }

    static StepResult nodesMove() {
        return StepResult.waiting("NodesMove", "Nodes come and go, one at a time.", ASK_AGAIN);
    }

    /// What the script wants instead of success; empty if the call shall succeed. Failures come before waits.
    Optional<StepResult> interruption(EngineCall call, ClusterId cluster) {
        if (isSilent(call)) {
            return Optional.of(StepResult.waiting("Silent", "Nothing was heard of it yet.", ASK_AGAIN));
        }
        var times = asked.computeIfAbsent(cluster, _ -> new EnumMap<>(EngineCall.class))
                .merge(call, 1, Integer::sum);
        var failing = failures.getOrDefault(call, 0);
        if (times <= failing) {
            return Optional.of(StepResult.failed("Scripted", "The script lets this fail.", call.point()));
        }
        if (times <= failing + waits.getOrDefault(call, 0)) {
            return Optional.of(StepResult.waiting("Scripted", "The script lets this wait.", ASK_AGAIN));
        }
        return Optional.empty();
    }
}
