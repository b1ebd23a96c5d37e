package io.bergwerk.engine.local.workers.kubelet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.pods.Pod;
import java.time.Instant;

/// A node's own view of what it and its pods use.
final class StatsSummary {
    /// What the system of a node uses beside its pods.
    static final Usage SYSTEM = new Usage(120_000_000L, 900L << 20);

    private final KubeletBackend backend;
    private final String node;
    private final Instant now;

    StatsSummary(KubeletBackend backend, String node) {
        this.backend = backend;
        this.node = node;
        this.now = backend.timers().now();
    }

    Usage ofNode() {
        return backend.pods().podsOn(node).stream()
                .map(pod -> Usage.of(pod, now))
                .reduce(SYSTEM, Usage::plus);
    }

    ObjectNode render() {
        var summary = KubeApi.JSON.createObjectNode();
        var total = summary.putObject("node").put("nodeName", node);
        usage(total, ofNode());
        var list = summary.putArray("pods");
        for (var pod : backend.pods().podsOn(node)) {
            var entry = list.addObject();
            entry.putObject("podRef")
                    .put("name", pod.key().name())
                    .put("namespace", pod.key().namespace())
                    .put("uid", pod.uid());
            usage(entry, Usage.of(pod, now));
            containers(entry, pod);
        }
        return summary;
    }

    private void containers(ObjectNode entry, Pod pod) {
        var list = entry.putArray("containers");
        for (var container : pod.containers()) {
            if (pod.statusOf(container).isRunning()) {
                usage(list.addObject().put("name", container.name()), Usage.of(pod, container, now));
            }
        }
    }

    private void usage(ObjectNode target, Usage usage) {
        target.putObject("cpu").put("time", now.toString()).put("usageNanoCores", usage.cpuNanoCores());
        target.putObject("memory")
                .put("time", now.toString())
                .put("usageBytes", usage.memoryBytes())
                .put("workingSetBytes", usage.memoryBytes());
    }

    /// The same as gauges in Prometheus' text form.
    String metrics() {
        var text = new StringBuilder();
        text.append("# HELP node_memory_working_set_bytes Memory in use (simulated)\n")
                .append("# TYPE node_memory_working_set_bytes gauge\n")
                .append("node_memory_working_set_bytes %d\n".formatted(ofNode().memoryBytes()))
                .append("# HELP pod_memory_working_set_bytes Memory in use (simulated)\n")
                .append("# TYPE pod_memory_working_set_bytes gauge\n");
        for (var pod : backend.pods().podsOn(node)) {
            text.append("pod_memory_working_set_bytes{namespace=\"%s\",pod=\"%s\"} %d\n"
                    .formatted(
                            pod.key().namespace(),
                            pod.key().name(),
                            Usage.of(pod, now).memoryBytes()));
        }
        return text.toString();
    }
}
