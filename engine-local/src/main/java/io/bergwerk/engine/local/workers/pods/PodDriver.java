package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.api.Store;
import io.bergwerk.engine.local.workers.events.EventWriter;
import io.bergwerk.engine.local.workers.nodes.Node;
import io.bergwerk.engine.local.workers.nodes.PodsOnNodes;
import io.bergwerk.engine.local.workers.work.KeyedQueue;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one cluster's pods in memory and brings their status along.
public final class PodDriver implements Store, PodsOnNodes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PodDriver.class);
    private static final int PARALLEL = 16;
    private static final Duration MISSING_RETRY = Duration.ofSeconds(2);
    private static final Duration FAILED_RETRY = Duration.ofSeconds(5);

    private final KubeApi api;
    private final Timers timers;
    private final EventWriter events;
    private final References references;
    private final Function<String, Optional<Node>> nodes;
    private final KeyedQueue<PodKey> queue;
    private final PodAddresses addresses = new PodAddresses();
    private final Map<PodKey, Pod> pods = new ConcurrentHashMap<>();
    private final Set<PodKey> reportedMissing = ConcurrentHashMap.newKeySet();
    private volatile boolean listed;

    /// @param nodes finds a node of ours whose kubelet works
    /// @param events where the kubelets' events go
    public PodDriver(KubeApi api, Timers timers, EventWriter events, Function<String, Optional<Node>> nodes) {
        this.api = api;
        this.timers = timers;
        this.events = events;
        this.references = new References(api, timers);
        this.nodes = nodes;
        this.queue = new KeyedQueue<>(timers, PARALLEL, this::drive);
    }

    public Optional<Pod> find(String namespace, String name) {
        return Optional.ofNullable(pods.get(new PodKey(namespace, name)));
    }

    public List<Pod> podsOn(String node) {
        return pods.values().stream().filter(pod -> pod.node().equals(node)).toList();
    }

    public List<Pod> all() {
        return List.copyOf(pods.values());
    }

    @Override
    public boolean areKnown() {
        return listed;
    }

    @Override
    public List<PodOnNode> on(String node) {
        return podsOn(node).stream()
                .filter(pod -> !pod.status().isEnded() || pod.deletion().isEmpty())
                .map(Pod::onNode)
                .toList();
    }

    @Override
    public boolean othersReady(PodOnNode one) {
        return pods.values().stream()
                .filter(pod ->
                        pod.ownerUid().equals(one.ownerUid()) && !pod.uid().equals(one.uid()))
                .allMatch(Pod::isReady);
    }

    /// Looks again at the pods of a node that changed, for example because it got its pod range.
    public void nodeChanged(String node) {
        podsOn(node).stream()
                .filter(pod -> pod.status().podIp().isEmpty() || pod.deletion().isPresent())
                .forEach(pod -> queue.add(pod.key()));
    }

    @Override
    public String put(JsonNode object) {
        var pod = Pod.of(object);
        var former = pods.get(pod.key());
        if (former != null && former.uid().equals(pod.uid()) && former.version() > pod.version()) {
            return pod.key().toString(); // a watch that is behind the answer of a patch
        }
        if (former != null && !former.uid().equals(pod.uid())) {
            free(former);
        }
        if (!pod.status().podIp().isEmpty()
                && !pod.hostNetwork()
                && !pod.status().isEnded()) {
            addresses.note(pod.node(), pod.status().podIp());
        }
        pods.put(pod.key(), pod);
        // An answer of the same version is a patch that changed nothing; looking again would not end.
        if (!pod.node().isEmpty() && (former == null || former.version() != pod.version())) {
            queue.add(pod.key());
        }
        return pod.key().toString();
    }

    @Override
    public void remove(JsonNode object) {
        forget(Pod.keyOf(object));
    }

    private void forget(PodKey key) {
        queue.forget(key);
        reportedMissing.remove(key);
        var pod = pods.remove(key);
        if (pod != null) {
            free(pod);
        }
    }

    private void free(Pod pod) {
        if (!pod.status().podIp().isEmpty() && !pod.hostNetwork()) {
            addresses.free(pod.node(), pod.status().podIp());
        }
    }

    @Override
    public void retain(Set<String> keys) {
        pods.keySet().stream()
                .filter(key -> !keys.contains(key.toString()))
                .toList()
                .forEach(this::forget);
        listed = true;
    }

    private void drive(PodKey key) {
        var pod = pods.get(key);
        var node = pod == null ? Optional.<Node>empty() : nodes.apply(pod.node());
        if (pod == null || node.isEmpty()) {
            return;
        }
        try {
            drive(pod, node.get());
        } catch (KubeException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                log.atDebug().addKeyValue("pod", key).setCause(e).log("pod tried again in {}", FAILED_RETRY);
                queue.addAt(key, timers.now().plus(FAILED_RETRY));
            }
        }
    }

    private void drive(Pod pod, Node node) {
        var missing = pod.status().podIp().isEmpty() || isWaitingForConfig(pod)
                ? references.missing(pod)
                : List.<Reference>of();
        reportMissing(pod, missing);
        var surroundings =
                new Surroundings(node.internalIp(), () -> addresses.take(pod.node(), node.podCidr()), missing);
        var plan = PodMachine.plan(pod, surroundings, timers.now());
        if (!plan.status().equals(pod.status())) {
            write(pod, plan.status(), node);
        }
        if (plan.delete()) {
            delete(pod);
        }
        plan.wake().ifPresent(due -> queue.addAt(pod.key(), due));
        if (!missing.isEmpty()) {
            queue.addAt(pod.key(), timers.now().plus(MISSING_RETRY));
        }
    }

    private static boolean isWaitingForConfig(Pod pod) {
        return pod.status().phase().equals("Pending");
    }

    private void reportMissing(Pod pod, List<Reference> missing) {
        if (missing.isEmpty()) {
            reportedMissing.remove(pod.key());
        } else if (reportedMissing.add(pod.key())) {
            missing.stream().filter(Reference::mounted).forEach(gone -> tell(pod, PodEvent.failedMount(gone)));
        }
    }

    private void tell(Pod pod, PodEvent event) {
        events.add(event.subject(pod), event.happening(pod.node()));
    }

    private void write(Pod pod, PodStatus status, Node node) {
        try {
            var answer =
                    api.patch(pod.key().path() + "/status", PodPatch.of(pod, status, node.internalIp(), timers.now()));
            put(answer);
            PodEvent.between(pod, status).forEach(event -> tell(pod, event));
        } catch (KubeException e) {
            if (!status.podIp().equals(pod.status().podIp()) && !pod.hostNetwork()) {
                addresses.free(pod.node(), status.podIp());
            }
            throw e;
        }
    }

    /// The node is done with the pod; whatever finalizers it has decide when it goes.
    private void delete(Pod pod) {
        var options = KubeApi.JSON.createObjectNode().put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", pod.uid());
        api.delete(pod.key().path(), options);
    }

    @Override
    public void close() {
        queue.close();
    }
}
