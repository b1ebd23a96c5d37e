package io.bergwerk.engine.local.workers.kubelet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.nodes.Node;
import io.bergwerk.engine.local.workers.pods.Pod;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The resource metrics API `metrics.k8s.io/v1beta1`.
///
/// The API server has authorized the caller before it forwards a request, and is the only client let in.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class MetricsHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(MetricsHandler.class);
    private static final String BASE = "/apis/metrics.k8s.io/v1beta1";

    private final KubeletBackend backend;

    MetricsHandler(KubeletBackend backend) {
        this.backend = backend;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        var uri = new QueryStringDecoder(request.uri());
        backend.timers().executor().execute(() -> {
            try {
                HttpAnswers.json(context, 200, answer(uri));
            } catch (RefusedException e) {
                HttpAnswers.json(context, e.status(), status(e.status(), e.getMessage()));
            } catch (KubeException e) {
                HttpAnswers.json(context, 503, status(503, e.reason()));
            } catch (RuntimeException e) {
                log.warn("metrics request failed", e);
                HttpAnswers.json(context, 500, status(500, "internal error"));
            }
        });
    }

    private ObjectNode answer(QueryStringDecoder uri) {
        if (uri.path().equals(BASE)) {
            return resources();
        }
        if (!uri.path().startsWith(BASE + "/")) {
            throw new RefusedException(404, "not served here: " + uri.path());
        }
        var path = List.of(uri.path().substring(BASE.length() + 1).split("/", -1));
        var selector =
                uri.parameters().getOrDefault("labelSelector", List.of("")).getFirst();
        return switch (path.getFirst()) {
            case "nodes" -> path.size() == 1 ? nodes(selected("/api/v1/nodes", selector)) : node(path.get(1));
            case "pods" -> pods(selected("/api/v1/pods", selector), _ -> true);
            case "namespaces" -> inNamespace(path, selector);
            default -> throw new RefusedException(404, "not served here: " + uri.path());
        };
    }

    private ObjectNode inNamespace(List<String> path, String selector) {
        if (path.size() < 3 || !path.get(2).equals("pods")) {
            throw new RefusedException(404, "not served here");
        }
        var namespace = path.get(1);
        if (path.size() == 4) {
            return backend.pods()
                    .find(namespace, path.get(3))
                    .map(pod -> metrics(pod, "PodMetrics"))
                    .orElseThrow(() -> new RefusedException(404, "pod \"%s\" not found".formatted(path.get(3))));
        }
        var collection = "/api/v1/namespaces/%s/pods".formatted(namespace);
        return pods(selected(collection, selector), pod -> pod.key().namespace().equals(namespace));
    }

    /// Labels are not kept in memory, so the API server selects; empty if everything is meant.
    private Optional<Set<String>> selected(String collection, String selector) {
        if (selector.isEmpty()) {
            return Optional.empty();
        }
        var query = URLEncoder.encode(selector, StandardCharsets.UTF_8);
        var uids = new HashSet<String>();
        for (var item :
                backend.api().get(collection + "?labelSelector=" + query).path("items")) {
            uids.add(item.path("metadata").path("uid").asText());
        }
        return Optional.of(uids);
    }

    private static ObjectNode resources() {
        var list = object("v1", "APIResourceList").put("groupVersion", "metrics.k8s.io/v1beta1");
        var resources = list.putArray("resources");
        for (var kind : List.of("NodeMetrics", "PodMetrics")) {
            var name = kind.equals("NodeMetrics") ? "nodes" : "pods";
            resources
                    .addObject()
                    .put("name", name)
                    .put("singularName", "")
                    .put("namespaced", name.equals("pods"))
                    .put("kind", kind)
                    .putArray("verbs")
                    .add("get")
                    .add("list");
        }
        return list;
    }

    private ObjectNode nodes(Optional<Set<String>> selected) {
        var list = list("NodeMetricsList");
        backend.nodes().ours().stream()
                .filter(node -> selected.isEmpty() || selected.get().contains(node.uid()))
                .forEach(node -> list.withArray("items").add(metrics(node)));
        return list;
    }

    private ObjectNode node(String name) {
        return backend.nodes()
                .find(name)
                .map(this::metrics)
                .orElseThrow(() -> new RefusedException(404, "node \"%s\" not found".formatted(name)));
    }

    private ObjectNode pods(Optional<Set<String>> selected, Predicate<Pod> wanted) {
        var list = list("PodMetricsList");
        backend.pods().all().stream()
                .filter(wanted)
                .filter(pod -> pod.status().phase().equals("Running"))
                .filter(pod -> selected.isEmpty() || selected.get().contains(pod.uid()))
                .forEach(pod -> list.withArray("items").add(metrics(pod, "PodMetrics")));
        return list;
    }

    private ObjectNode metrics(Node node) {
        var metrics = measured("NodeMetrics");
        metrics.withObject("/metadata").put("name", node.name());
        usage(metrics, new StatsSummary(backend, node.name()).ofNode());
        return metrics;
    }

    private ObjectNode metrics(Pod pod, String kind) {
        var metrics = measured(kind);
        metrics.withObject("/metadata")
                .put("name", pod.key().name())
                .put("namespace", pod.key().namespace());
        var containers = metrics.putArray("containers");
        for (var container : pod.containers()) {
            if (pod.statusOf(container).isRunning()) {
                usage(containers.addObject().put("name", container.name()), Usage.of(pod, container, now()));
            }
        }
        return metrics;
    }

    private Instant now() {
        return backend.timers().now();
    }

    private ObjectNode measured(String kind) {
        return object("metrics.k8s.io/v1beta1", kind)
                .put("timestamp", now().toString())
                .put("window", "30s");
    }

    private static void usage(ObjectNode target, Usage usage) {
        target.putObject("usage")
                .put("cpu", usage.cpuNanoCores() + "n")
                .put("memory", usage.memoryBytes() / 1024 + "Ki");
    }

    private static ObjectNode list(String kind) {
        var list = object("metrics.k8s.io/v1beta1", kind);
        list.putObject("metadata");
        list.putArray("items");
        return list;
    }

    private static ObjectNode object(String apiVersion, String kind) {
        return KubeApi.JSON.createObjectNode().put("kind", kind).put("apiVersion", apiVersion);
    }

    private static ObjectNode status(int code, String message) {
        return object("v1", "Status")
                .put("status", "Failure")
                .put("message", message)
                .put("code", code);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("metrics connection ended", cause);
        context.close();
    }
}
