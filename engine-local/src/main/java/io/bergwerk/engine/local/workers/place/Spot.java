package io.bergwerk.engine.local.workers.place;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/// A node as the scheduler sees it, or one that could be made.
///
/// @param free what pods may still request
public record Spot(Map<String, String> labels, List<Taint> taints, Resources free) {
    /// An empty node.
    public static Spot of(JsonNode node) {
        return new Spot(
                LabelSelector.labels(node.path("metadata").path("labels")),
                Taint.listOf(node.path("spec").path("taints")),
                Resources.of(node.path("status").path("allocatable")));
    }

    public Spot without(Resources used) {
        return new Spot(labels, taints, free.minus(used));
    }
}
