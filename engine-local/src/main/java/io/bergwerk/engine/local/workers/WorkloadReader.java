package io.bergwerk.engine.local.workers;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.Workload;
import io.bergwerk.engine.Workload.DisruptionBudget;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.nodes.NodeReconciler;
import io.bergwerk.engine.local.workers.place.LabelSelector;
import io.bergwerk.engine.local.workers.pods.Pod;
import io.bergwerk.engine.local.workers.pods.PodDriver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds out what the nodes' removal would disturb.
final class WorkloadReader {
    private static final String BUDGETS = "/apis/policy/v1/poddisruptionbudgets?limit=500";

    private final KubeApi api;
    private final NodeReconciler nodes;
    private final PodDriver pods;

    WorkloadReader(KubeApi api, NodeReconciler nodes, PodDriver pods) {
        this.api = api;
        this.nodes = nodes;
        this.pods = pods;
    }

    Optional<Workload> read() {
        if (!pods.areKnown()) {
            return Optional.empty();
        }
        var moving = moving();
        var counts = new HashMap<String, Integer>();
        moving.forEach((group, ofGroup) -> counts.put(group, ofGroup.size()));
        try {
            return Optional.of(new Workload(counts, budgets(moving)));
        } catch (KubeException _) {
            return Optional.empty();
        }
    }

    /// By worker group.
    private Map<String, List<Pod>> moving() {
        var moving = new HashMap<String, List<Pod>>();
        for (var node : nodes.ours()) {
            pods.podsOn(node.name()).stream()
                    .filter(pod -> !pod.staysOnNode())
                    .forEach(pod -> moving.computeIfAbsent(node.group(), _ -> new ArrayList<>())
                            .add(pod));
        }
        return moving;
    }

    private List<DisruptionBudget> budgets(Map<String, List<Pod>> moving) {
        var budgets = new ArrayList<DisruptionBudget>();
        for (var budget : api.get(BUDGETS).path("items")) {
            var groups = groups(budget, moving);
            if (!groups.isEmpty()) {
                var metadata = budget.path("metadata");
                budgets.add(new DisruptionBudget(
                        metadata.path("namespace").asText(),
                        metadata.path("name").asText(),
                        budget.path("status").path("disruptionsAllowed").asInt(),
                        groups));
            }
        }
        return budgets;
    }

    private static Set<String> groups(JsonNode budget, Map<String, List<Pod>> moving) {
        var namespace = budget.path("metadata").path("namespace").asText();
        var selector = budget.path("spec").path("selector");
        return moving.entrySet().stream()
                .filter(group -> group.getValue().stream()
                        .anyMatch(pod -> pod.key().namespace().equals(namespace)
                                && LabelSelector.selects(
                                        selector, pod.placement().labels())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
