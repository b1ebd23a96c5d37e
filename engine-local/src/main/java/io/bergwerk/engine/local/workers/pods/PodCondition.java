package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.JsonNode;

/// One condition of a pod, without its times.
///
/// @param reason empty while it holds
record PodCondition(boolean holds, String reason, String message) {
    static final PodCondition TRUE = new PodCondition(true, "", "");

    static PodCondition of(JsonNode condition) {
        return new PodCondition(
                condition.path("status").asText().equals("True"),
                condition.path("reason").asText(""),
                condition.path("message").asText(""));
    }
}
