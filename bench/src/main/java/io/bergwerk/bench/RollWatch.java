package io.bergwerk.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/// Sees every change of nodes and of the pods of namespace `default` through the API server, and remembers the worst
/// moment.
final class RollWatch implements AutoCloseable {
    private static final String NODES = "api/v1/nodes";
    private static final String PODS = "api/v1/namespaces/default/pods";
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final URI server;
    private final HttpClient http;
    private final Set<String> nodes = new HashSet<>();
    private final Map<String, Boolean> pods = new HashMap<>();
    private int mostNodes;
    private int fewestPods;
    private volatile boolean closed;
    private volatile String hindrance = "nothing";

    private RollWatch(URI server, SSLContext tls) {
        this.server = server;
        this.http = HttpClient.newBuilder().sslContext(tls).build();
    }

    static RollWatch open(String kubeconfig) throws IOException {
        var config = Config.fromKubeconfig(kubeconfig);
        try {
            var watch = new RollWatch(URI.create(config.getMasterUrl()), KubeTls.context(config));
            Thread.ofVirtual().start(() -> watch.follow(NODES));
            Thread.ofVirtual().start(() -> watch.follow(PODS));
            return watch;
        } catch (GeneralSecurityException e) {
            throw new IOException("the kubeconfig's certificates cannot be used", e);
        }
    }

    /// From a list on; a watch that ends is taken up where it ended, so that no moment is missed. A list may be refused
    /// at
    /// first, because the rights of a new kubeconfig take a moment to be known.
    private void follow(String collection) {
        try {
            var version = "";
            while (!closed) {
                try {
                    version = version.isEmpty() ? list(collection) : watch(collection, version);
                } catch (IOException e) {
                    hindrance = "%s: %s".formatted(collection, e);
                    version = "";
                    Await.pause(LOOK_EVERY);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String list(String collection) throws IOException, InterruptedException {
        try (var body = ask(collection)) {
            var list = Calls.JSON.readTree(body);
            replace(collection, list.path("items"));
            return list.at("/metadata/resourceVersion").asText();
        }
    }

    /// @return the version that the next watch goes on from; empty if the server has forgotten it
    private String watch(String collection, String from) throws IOException, InterruptedException {
        var version = from;
        try (var body = ask(collection + "?watch=1&timeoutSeconds=3600&resourceVersion=" + from);
                var events = Calls.JSON.readerFor(JsonNode.class).<JsonNode>readValues(body)) {
            while (events.hasNextValue()) {
                var event = events.nextValue();
                if (event.path("type").asText().equals("ERROR")) {
                    return "";
                }
                take(collection, event);
                version = event.at("/object/metadata/resourceVersion").asText();
            }
        }
        return version;
    }

    private InputStream ask(String path) throws IOException, InterruptedException {
        var answer = http.send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            try (var body = answer.body()) {
                throw new IOException("status %d: %s"
                        .formatted(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return answer.body();
    }

    private synchronized void replace(String collection, JsonNode items) {
        if (collection.equals(NODES)) {
            nodes.clear();
            items.forEach(node -> nodes.add(uid(node)));
        } else {
            pods.clear();
            items.forEach(pod -> pods.put(uid(pod), isWell(pod)));
        }
        look();
    }

    private synchronized void take(String collection, JsonNode event) {
        var object = event.path("object");
        var uid = uid(object);
        var gone = event.path("type").asText().equals("DELETED");
        if (collection.equals(NODES)) {
            var _ = gone ? nodes.remove(uid) : nodes.add(uid);
        } else if (gone) {
            pods.remove(uid);
        } else {
            pods.put(uid, isWell(object));
        }
        look();
    }

    private static String uid(JsonNode object) {
        return object.at("/metadata/uid").asText();
    }

    private void look() {
        mostNodes = Math.max(mostNodes, nodes.size());
        fewestPods = Math.min(fewestPods, wellPods());
    }

    /// As disruption budgets have it.
    private static boolean isWell(JsonNode pod) {
        if (pod.path("metadata").has("deletionTimestamp")) {
            return false;
        }
        for (var condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private int wellPods() {
        return (int) pods.values().stream().filter(Boolean::booleanValue).count();
    }

    /// Forgets all moments before this one.
    synchronized void begin() {
        mostNodes = nodes.size();
        fewestPods = wellPods();
    }

    /// Blocks until there are so many pods, and all are well.
    void await(int wanted, Duration limit) throws IOException, InterruptedException {
        try {
            Await.until(limit, LOOK_EVERY, wanted + " ready pods", () -> areWell(wanted));
        } catch (IOException e) {
            throw new IOException("%s, last hindrance: %s".formatted(e.getMessage(), hindrance), e);
        }
    }

    private synchronized boolean areWell(int wanted) {
        return pods.size() == wanted && wellPods() == wanted;
    }

    /// The uids of those that are there.
    synchronized Set<String> nodes() {
        return Set.copyOf(nodes);
    }

    synchronized int mostNodes() {
        return mostNodes;
    }

    synchronized int fewestPods() {
        return fewestPods;
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }
}
