package io.bergwerk.engine.local.workers.place;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A node's reason to keep pods away.
public record Taint(String key, String value, String effect) {
    static List<Taint> listOf(JsonNode taints) {
        var list = new ArrayList<Taint>();
        for (var taint : taints) {
            list.add(new Taint(
                    taint.path("key").asText(),
                    taint.path("value").asText(""),
                    taint.path("effect").asText()));
        }
        return List.copyOf(list);
    }

    /// Taints of a node that is starting or unwell pass by themselves.
    boolean isLasting() {
        return !effect.equals("PreferNoSchedule") && !key.startsWith("node.kubernetes.io/");
    }
}
