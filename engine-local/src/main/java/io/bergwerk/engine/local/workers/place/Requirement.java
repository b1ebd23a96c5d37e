package io.bergwerk.engine.local.workers.place;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One condition on labels, as `matchExpressions` of a node affinity or a label selector have it.
record Requirement(String key, String operator, List<String> values) {
    static List<Requirement> listOf(JsonNode expressions) {
        var list = new ArrayList<Requirement>();
        for (var expression : expressions) {
            var values = new ArrayList<String>();
            expression.path("values").forEach(value -> values.add(value.asText()));
            list.add(new Requirement(
                    expression.path("key").asText(), expression.path("operator").asText(), List.copyOf(values)));
        }
        return List.copyOf(list);
    }

    boolean matches(Map<String, String> labels) {
        var value = labels.get(key);
        return switch (operator) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> value != null && number(value) > number(values.getFirst());
            case "Lt" -> value != null && number(value) < number(values.getFirst());
            default -> false; // the API server lets no other through
        };
    }

    /// Labels that are no numbers compare as the scheduler does it: never.
    private static double number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }
}
