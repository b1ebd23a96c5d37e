package io.bergwerk.engine.local.workers.place;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What a pod puts up with. An empty key, or an empty effect, stands for all of them.
record Toleration(String key, String operator, String value, String effect) {
    static List<Toleration> listOf(JsonNode tolerations) {
        var list = new ArrayList<Toleration>();
        for (var toleration : tolerations) {
            list.add(new Toleration(
                    toleration.path("key").asText(""),
                    toleration.path("operator").asText("Equal"),
                    toleration.path("value").asText(""),
                    toleration.path("effect").asText("")));
        }
        return List.copyOf(list);
    }

    boolean tolerates(Taint taint) {
        return (effect.isEmpty() || effect.equals(taint.effect()))
                && (key.isEmpty() || key.equals(taint.key()))
                && (operator.equals("Exists") || value.equals(taint.value()));
    }
}
