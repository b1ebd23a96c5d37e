package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.local.workers.place.LabelSelector;
import io.bergwerk.engine.local.workers.place.PodNeeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a pod asks of nodes, and of those who want to move it.
///
/// @param labels by which budgets select it
/// @param mirror whether a kubelet made it from a file of its own
/// @param claims names of the volume claims that it uses
/// @param safeToEvict what its `cluster-autoscaler.kubernetes.io/safe-to-evict` says; empty if nothing
/// @param unschedulable since when the scheduler finds no node for it; empty if it does
public record Placement(
        PodNeeds needs,
        Map<String, String> labels,
        boolean mirror,
        List<String> claims,
        Optional<Boolean> safeToEvict,
        Optional<Instant> unschedulable) {
    private static final String SAFE_TO_EVICT = "cluster-autoscaler.kubernetes.io/safe-to-evict";

    static Placement of(JsonNode object) {
        var annotations = object.path("metadata").path("annotations");
        return new Placement(
                PodNeeds.of(object.path("spec")),
                LabelSelector.labels(object.path("metadata").path("labels")),
                annotations.has("kubernetes.io/config.mirror"),
                claims(object),
                annotations.has(SAFE_TO_EVICT)
                        ? Optional.of(annotations.path(SAFE_TO_EVICT).asText().equals("true"))
                        : Optional.empty(),
                unschedulable(object.path("status")));
    }

    private static List<String> claims(JsonNode object) {
        var pod = object.path("metadata").path("name").asText();
        var claims = new ArrayList<String>();
        for (var volume : object.path("spec").path("volumes")) {
            if (volume.has("persistentVolumeClaim")) {
                claims.add(
                        volume.path("persistentVolumeClaim").path("claimName").asText());
            } else if (volume.has("ephemeral")) {
                claims.add(pod + "-" + volume.path("name").asText());
            }
        }
        return List.copyOf(claims);
    }

    private static Optional<Instant> unschedulable(JsonNode status) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("PodScheduled")
                    && condition.path("status").asText().equals("False")
                    && condition.path("reason").asText("").equals("Unschedulable")) {
                var since = condition.path("lastTransitionTime").asText("");
                return Optional.of(since.isEmpty() ? Instant.EPOCH : Instant.parse(since));
            }
        }
        return Optional.empty();
    }
}
