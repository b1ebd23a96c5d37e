package io.bergwerk.engine.local.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.local.api.ApiClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads what a [Preflight] judges by.
final class PreflightReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern DEPRECATED = Pattern.compile("apiserver_requested_deprecated_apis\\{([^}]*)\\} 1");
    private static final Pattern KUBELET = Pattern.compile("v(\\d{1,2}\\.\\d{1,3}\\.\\d{1,3})([-+].*)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final ApiClient client;

    PreflightReader(ApiClient client) {
        this.client = client;
    }

    /// @throws IOException if the API server does not answer
    Preflight.Found read() throws IOException {
        return new Preflight.Found(nodes(), deprecatedApis(get("/metrics")), rigidBudgets());
    }

    private List<Preflight.Node> nodes() throws IOException {
        var nodes = new ArrayList<Preflight.Node>();
        for (var item : items("/api/v1/nodes")) {
            nodes.add(new Preflight.Node(item.at("/metadata/name").asText(), isReady(item), kubelet(item)));
        }
        return nodes;
    }

    /// Empty for a node that nobody runs, which a user may have made by hand.
    private static Optional<KubernetesVersion> kubelet(JsonNode node) {
        var version = KUBELET.matcher(node.at("/status/nodeInfo/kubeletVersion").asText());
        return version.matches() ? Optional.of(KubernetesVersion.parse(version.group(1))) : Optional.empty();
    }

    private static boolean isReady(JsonNode node) {
        for (var condition : node.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private List<String> rigidBudgets() throws IOException {
        var rigid = new ArrayList<String>();
        for (var item : items("/apis/policy/v1/poddisruptionbudgets")) {
            var status = item.path("status");
            if (status.path("expectedPods").asInt() > 0
                    && status.path("disruptionsAllowed").asInt() == 0) {
                rigid.add(item.at("/metadata/namespace").asText() + "/"
                        + item.at("/metadata/name").asText());
            }
        }
        return rigid;
    }

    static List<Preflight.DeprecatedApi> deprecatedApis(String metrics) {
        var found = new ArrayList<Preflight.DeprecatedApi>();
        var lines = DEPRECATED.matcher(metrics);
        while (lines.find()) {
            var group = "";
            var version = "";
            var resource = "";
            var removedIn = "";
            var labels = LABEL.matcher(lines.group(1));
            while (labels.find()) {
                switch (labels.group(1)) {
                    case "group" -> group = labels.group(2);
                    case "version" -> version = labels.group(2);
                    case "resource" -> resource = labels.group(2);
                    case "removed_release" -> removedIn = labels.group(2);
                    default -> {}
                }
            }
            var name = group.isEmpty() ? version + " " + resource : group + "/" + version + " " + resource;
            found.add(new Preflight.DeprecatedApi(name, removedIn));
        }
        return found;
    }

    private JsonNode items(String path) throws IOException {
        return JSON.readTree(get(path)).path("items");
    }

    private String get(String path) throws IOException {
        var answer = client.get(path, LIMIT);
        if (!answer.isOk()) {
            throw new IOException("%s: status %d".formatted(path, answer.status()));
        }
        return answer.body();
    }
}
