package io.bergwerk.engine.local.workers.scale;

import java.util.Map;

/// What to do about pods that no node takes.
///
/// @param nodes to be added, by group
/// @param helped the groups that grow for a pod, by the pod's id
/// @param refused why nothing grows for a pod, by the pod's id
public record Growth(Map<String, Integer> nodes, Map<String, String> helped, Map<String, String> refused) {
    public Growth {
        nodes = Map.copyOf(nodes);
        helped = Map.copyOf(helped);
        refused = Map.copyOf(refused);
    }
}
