package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A pod's status, as far as nodes write or read it.
///
/// @param startTime when the node took the pod; empty until then
/// @param conditions by type
/// @param containers by name; names are unique in a pod over all kinds
public record PodStatus(
        String phase,
        String reason,
        Optional<Instant> startTime,
        String podIp,
        long observedGeneration,
        Map<String, PodCondition> conditions,
        Map<String, ContainerStatus> containers) {
    public PodStatus {
        conditions = Map.copyOf(conditions);
        containers = Map.copyOf(containers);
    }

    static PodStatus of(JsonNode status) {
        var conditions = new HashMap<String, PodCondition>();
        for (var condition : status.path("conditions")) {
            conditions.put(condition.path("type").asText().intern(), PodCondition.of(condition));
        }
        var containers = new HashMap<String, ContainerStatus>();
        for (var list : new String[] {"initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"}) {
            for (var container : status.path(list)) {
                containers.put(container.path("name").asText().intern(), ContainerStatus.of(container));
            }
        }
        var start = status.path("startTime").asText("");
        return new PodStatus(
                status.path("phase").asText("Pending").intern(),
                status.path("reason").asText(""),
                start.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(start)),
                status.path("podIP").asText(""),
                status.path("observedGeneration").asLong(),
                conditions,
                containers);
    }

    public boolean isEnded() {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /// Whether a condition that others may write holds.
    boolean holds(String type) {
        var condition = conditions.get(type);
        return condition != null && condition.holds();
    }
}
