package io.bergwerk.engine.local.workers.place;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/// Labels and label selectors of the API.
public final class LabelSelector {
    private LabelSelector() {}

    public static Map<String, String> labels(JsonNode object) {
        var labels = new HashMap<String, String>();
        object.properties()
                .forEach(label -> labels.put(
                        label.getKey().intern(), label.getValue().asText().intern()));
        return Map.copyOf(labels);
    }

    /// Whether a `LabelSelector` selects labels; an empty one selects all.
    public static boolean selects(JsonNode selector, Map<String, String> labels) {
        return labels(selector.path("matchLabels")).entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
                && Requirement.listOf(selector.path("matchExpressions")).stream()
                        .allMatch(requirement -> requirement.matches(labels));
    }
}
