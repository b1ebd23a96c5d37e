package io.bergwerk.engine.local.workers.roll;

import java.util.List;
import java.util.Optional;

/// What happens next.
///
/// @param rolling the group whose turn it is to be rolled
/// @param obstacle a sentence why the roll, or the repair of a node, does not go on; empty if it does
public record RollPlan(List<NodeAction> actions, Optional<String> rolling, Optional<String> obstacle) {
    public RollPlan {
        actions = List.copyOf(actions);
    }
}
