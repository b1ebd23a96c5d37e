package io.bergwerk.engine.local.workers.place;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a pod asks of the node that it is to run on.
///
/// @param terms of the required node affinity, of which one has to hold; empty if there are none
/// @param exclusive whether it may also refuse a node because of the pods there (anti-affinity, spreading,
///     host ports), which only the scheduler can tell
public record PodNeeds(
        Resources requests,
        Map<String, String> selector,
        List<List<Requirement>> terms,
        List<Toleration> tolerations,
        boolean exclusive) {
    public static PodNeeds of(JsonNode spec) {
        return new PodNeeds(
                requests(spec),
                LabelSelector.labels(spec.path("nodeSelector")),
                terms(spec.at("/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution")),
                Toleration.listOf(spec.path("tolerations")),
                isExclusive(spec));
    }

    /// As the scheduler counts: what runs together adds up, what runs before it counts if it is more.
    private static Resources requests(JsonNode spec) {
        var together = Resources.NONE;
        for (var container : spec.path("containers")) {
            together = together.plus(requestsOf(container));
        }
        var before = Resources.NONE;
        for (var container : spec.path("initContainers")) {
            if (container.path("restartPolicy").asText("").equals("Always")) {
                together = together.plus(requestsOf(container));
            } else {
                before = before.max(requestsOf(container));
            }
        }
        var whole = requestsOf(spec); // resources of the pod itself
        return together.max(before)
                .max(whole)
                .plus(Resources.of(spec.path("overhead")))
                .plus(new Resources(0, 0, 1));
    }

    private static Resources requestsOf(JsonNode container) {
        return Resources.of(container.path("resources").path("requests"));
    }

    private static List<List<Requirement>> terms(JsonNode required) {
        var terms = new ArrayList<List<Requirement>>();
        for (var term : required.path("nodeSelectorTerms")) {
            terms.add(Requirement.listOf(term.path("matchExpressions")));
        }
        return List.copyOf(terms);
    }

    private static boolean isExclusive(JsonNode spec) {
        if (!spec.at("/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution")
                .isEmpty()) {
            return true;
        }
        for (var spread : spec.path("topologySpreadConstraints")) {
            if (spread.path("whenUnsatisfiable").asText().equals("DoNotSchedule")) {
                return true;
            }
        }
        for (var container : spec.path("containers")) {
            for (var port : container.path("ports")) {
                if (port.path("hostPort").asInt(0) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Why a node would not take it, in the upstream autoscaler's words; empty if it would.
    public Optional<String> refusal(Spot spot) {
        if (!matches(spot.labels())) {
            return Optional.of("node(s) didn't match Pod's node affinity/selector");
        }
        for (var taint : spot.taints()) {
            if (taint.isLasting() && tolerations.stream().noneMatch(it -> it.tolerates(taint))) {
                return Optional.of("node(s) had untolerated taint {%s: %s}".formatted(taint.key(), taint.value()));
            }
        }
        if (requests.cpuMillis() > spot.free().cpuMillis()) {
            return Optional.of("Insufficient cpu");
        }
        if (requests.memoryBytes() > spot.free().memoryBytes()) {
            return Optional.of("Insufficient memory");
        }
        return requests.pods() > spot.free().pods() ? Optional.of("Too many pods") : Optional.empty();
    }

    private boolean matches(Map<String, String> labels) {
        var selected = selector.entrySet().stream()
                .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
        return selected
                && (terms.isEmpty()
                        || terms.stream()
                                .anyMatch(term -> !term.isEmpty()
                                        && term.stream().allMatch(requirement -> requirement.matches(labels))));
    }
}
