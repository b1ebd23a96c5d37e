package io.bergwerk.engine.local.workers.scale;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.place.LabelSelector;
import io.bergwerk.engine.local.workers.pods.Pod;
import java.util.Optional;

/// Upstream's rules for pods that keep their node alive: those nobody would make again, and those of
/// `kube-system` without a disruption budget; the annotation `safe-to-evict` overrides both.
final class SystemGuards {
    private static final String SYSTEM = "kube-system";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/kube-system/poddisruptionbudgets?limit=500";

    private final KubeApi api;

    SystemGuards(KubeApi api) {
        this.api = api;
    }

    /// Why a pod may not be moved; empty if it may.
    Optional<String> fixed(Pod pod) {
        var safe = pod.placement().safeToEvict();
        if (safe.isPresent()) {
            return safe.get() ? Optional.empty() : Optional.of("not safe to evict");
        }
        if (pod.owner().isEmpty()) {
            return Optional.of("not replicated");
        }
        return pod.key().namespace().equals(SYSTEM) && !pod.owner().equals("DaemonSet") && !hasBudget(pod)
                ? Optional.of("of the system, without a budget")
                : Optional.empty();
    }

    private boolean hasBudget(Pod pod) {
        for (JsonNode budget : api.get(BUDGETS).path("items")) {
            if (LabelSelector.selects(
                    budget.path("spec").path("selector"), pod.placement().labels())) {
                return true;
            }
        }
        return false;
    }
}
