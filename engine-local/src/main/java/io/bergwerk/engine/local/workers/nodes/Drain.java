package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.events.EventWriter;
import io.bergwerk.engine.local.workers.events.Happening;
import io.bergwerk.engine.local.workers.events.Subject;
import io.bergwerk.engine.local.workers.nodes.PodsOnNodes.PodOnNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves pods off nodes through the eviction API, and after a time limit deletes what is left.
///
/// When it began is written on the node, so that a restart of the server does not begin it again. Used by one
/// thread at a time, apart from [#obstacle].
final class Drain {
    static final String STARTED = "bergwerk.dev/drain-started";

    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final Duration PEERS_PATIENCE = Duration.ofMinutes(2); // then disruption budgets alone protect them
    private static final Duration KILL_AFTER = Duration.ofSeconds(5);
    private static final Duration FINALIZERS_PATIENCE = Duration.ofSeconds(30);

    private final KubeApi api;
    private final PodsOnNodes pods;
    private final Attachments attachments;
    private final EventWriter events;
    private final Duration limit;
    private final Attempts attempts;
    private final Map<String, Instant> waitingForPeers = new HashMap<>();
    private final Set<String> forced = new HashSet<>();
    private volatile Optional<String> obstacle = Optional.empty();

    Drain(KubeApi api, PodsOnNodes pods, EventWriter events, Duration limit, RandomGenerator random) {
        this.api = api;
        this.pods = pods;
        this.attachments = new Attachments(api);
        this.events = events;
        this.limit = limit;
        this.attempts = new Attempts(random);
    }

    /// Whether nothing is left on a node that could still be moved.
    boolean isDone(Node node, Instant now) {
        if (!pods.areKnown()) {
            return false;
        }
        var left = left(node);
        return isForced(node, now)
                ? left.stream().allMatch(pod -> isHeldByFinalizers(pod, now))
                : left.isEmpty() && attachments.anyOn(node.name()).isEmpty();
    }

    private static boolean isHeldByFinalizers(PodOnNode pod, Instant now) {
        return pod.goneBy()
                .map(due -> now.isAfter(due.plus(FINALIZERS_PATIENCE)))
                .orElse(false);
    }

    private List<PodOnNode> left(Node node) {
        return pods.on(node.name()).stream().filter(pod -> !pod.staysOnNode()).toList();
    }

    private boolean isForced(Node node, Instant now) {
        return node.drainStarted()
                .map(started -> now.isAfter(started.plus(limit)))
                .orElse(false);
    }

    /// Takes the next step on all nodes that are being drained.
    void goOn(Collection<Node> draining, Instant now) {
        var left = draining.stream().flatMap(node -> left(node).stream()).toList();
        attempts.retain(left);
        waitingForPeers.keySet().retainAll(left.stream().map(PodOnNode::uid).toList());
        for (var node : draining) {
            if (isForced(node, now)) {
                force(node, now);
            }
        }
        var patient = draining.stream().filter(node -> !isForced(node, now)).toList();
        var gentle = patient.stream().flatMap(node -> left(node).stream()).toList();
        var detaching = gentle.stream().anyMatch(pod -> !pod.claims().isEmpty())
                && patient.stream().anyMatch(node -> attachments.areLeaving(node.name(), left(node)));
        DrainOrder.next(gentle, pod -> attempts.isDue(pod, now), pod -> !detaching && arePeersWell(pod, now))
                .forEach(pod -> evict(pod, now));
        obstacle = attempts.obstacle()
                .or(() -> patient.stream()
                        .filter(node -> left(node).isEmpty())
                        .flatMap(node -> volume(node).stream())
                        .findFirst());
    }

    private Optional<String> volume(Node node) {
        return attachments
                .anyOn(node.name())
                .map(it -> "Volume %s is still attached to node %s.".formatted(it, node.name()));
    }

    private boolean arePeersWell(PodOnNode pod, Instant now) {
        var since = waitingForPeers.computeIfAbsent(pod.uid(), _ -> now);
        return pods.othersReady(pod) || now.isAfter(since.plus(PEERS_PATIENCE));
    }

    private void evict(PodOnNode pod, Instant now) {
        var eviction =
                KubeApi.JSON.createObjectNode().put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata").put("name", pod.name()).put("namespace", pod.namespace());
        eviction.set("deleteOptions", onlyThis(pod));
        try {
            api.create(pod.path() + "/eviction", eviction);
            attempts.accepted(pod);
        } catch (KubeException e) {
            refused(pod, now, e);
        }
    }

    private void refused(PodOnNode pod, Instant now, KubeException e) {
        if (e.isNotFound() || e.isConflict() || e.isUnreachable()) {
            return; // gone, replaced, or to be asked again with everything else
        }
        var words = e.isTooManyRequests()
                ? Attempts.budgetObstacle(pod, e.detail())
                : Attempts.otherObstacle(pod, String.valueOf(e.getMessage()));
        log.atDebug().addKeyValue("pod", pod).log("eviction refused, it is tried again: {}", words);
        attempts.refused(pod, now, words);
    }

    private void force(Node node, Instant now) {
        if (forced.add(node.uid())) {
            var left = left(node).size();
            var message = "Draining took longer than %s; the %d pods left are deleted.".formatted(limit, left);
            log.atWarn().addKeyValue("node", node.name()).log("drain takes too long, the pods left are deleted");
            events.add(
                    Subject.node(node.name(), node.uid()),
                    Happening.warning(Happening.PLATFORM, "DrainForced", message));
        }
        for (var pod : left(node)) {
            var due = pod.goneBy();
            if (due.isEmpty()) {
                delete(pod, onlyThis(pod));
            } else if (now.isAfter(due.get().plus(KILL_AFTER))) {
                delete(pod, onlyThis(pod).put("gracePeriodSeconds", 0));
            }
        }
    }

    /// Deletes what is left on a node that is gone; the garbage collector would wait 40 s.
    void deleteAll(String node) {
        pods.on(node).forEach(pod -> delete(pod, onlyThis(pod).put("gracePeriodSeconds", 0)));
    }

    private void delete(PodOnNode pod, ObjectNode options) {
        try {
            api.delete(pod.path(), options);
        } catch (KubeException e) {
            log.debug("pod of a node that goes is left to the garbage collector", e);
        }
    }

    private static ObjectNode onlyThis(PodOnNode pod) {
        var options = KubeApi.JSON.createObjectNode();
        options.putObject("preconditions").put("uid", pod.uid());
        return options;
    }

    /// What stands in the way of all that is being drained, in one sentence.
    Optional<String> obstacle() {
        return obstacle;
    }

    Optional<Instant> nextDue() {
        return attempts.nextDue();
    }
}
