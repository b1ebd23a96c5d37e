package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.nodes.PodsOnNodes.PodOnNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Empties a node before it goes: cordon, evict, and after a time limit delete.
///
/// When it began is written on the node, so that a restart of the server does not begin it again.
final class Drain {
    static final String STARTED = "bergwerk.dev/drain-started";
    static final Duration LIMIT = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final int EVICTIONS_PER_PASS = 10;

    private final KubeApi api;
    private final PodsOnNodes pods;

    Drain(KubeApi api, PodsOnNodes pods) {
        this.api = api;
        this.pods = pods;
    }

    /// Takes one step.
    ///
    /// @return whether the node may be deleted now
    boolean step(Node node, Instant now) {
        if (!node.unschedulable() || node.drainStarted().isEmpty()) {
            cordon(node, now);
            return false;
        }
        var evictable =
                pods.on(node.name()).stream().filter(pod -> !pod.staysOnNode()).toList();
        if (evictable.isEmpty()) {
            return true;
        }
        if (now.isAfter(node.drainStarted().get().plus(LIMIT))) {
            log.atWarn().addKeyValue("node", node.name()).log("drain takes too long, the pods left are deleted");
            return true;
        }
        evict(evictable);
        return false;
    }

    private void cordon(Node node, Instant now) {
        var patch = KubeApi.JSON.createObjectNode();
        var started = node.drainStarted().orElse(now).truncatedTo(ChronoUnit.SECONDS);
        patch.putObject("metadata").putObject("annotations").put(STARTED, started.toString());
        patch.putObject("spec").put("unschedulable", true);
        api.patch("/api/v1/nodes/" + node.name(), patch);
    }

    private void evict(List<PodOnNode> evictable) {
        evictable.stream()
                .filter(pod -> !pod.deleting())
                .limit(EVICTIONS_PER_PASS)
                .forEach(this::evict);
    }

    private void evict(PodOnNode pod) {
        var eviction =
                KubeApi.JSON.createObjectNode().put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata").put("name", pod.name()).put("namespace", pod.namespace());
        eviction.set("deleteOptions", onlyThis(pod));
        try {
            api.create(pod.path() + "/eviction", eviction);
        } catch (KubeException e) {
            if (!e.isNotFound() && !e.isConflict() && !e.isTooManyRequests()) {
                log.atWarn()
                        .addKeyValue("pod", pod.namespace() + "/" + pod.name())
                        .setCause(e)
                        .log("eviction refused, it is tried again");
            }
        }
    }

    /// Deletes what is left on a node that is gone; the garbage collector would wait 40 s.
    void deleteAll(String node) {
        for (var pod : pods.on(node)) {
            try {
                api.delete(pod.path(), onlyThis(pod).put("gracePeriodSeconds", 0));
            } catch (KubeException e) {
                log.debug("pod of a deleted node is left to the garbage collector", e);
            }
        }
    }

    private static ObjectNode onlyThis(PodOnNode pod) {
        var options = KubeApi.JSON.createObjectNode();
        options.putObject("preconditions").put("uid", pod.uid());
        return options;
    }
}
