package io.bergwerk.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/// Sees through the API server's watches when a cluster can take work: nodes Ready, and the default namespace's
/// ServiceAccount, without which no pod is admitted. One instrument for all that is compared.
final class ReadyWatch implements AutoCloseable {
    private static final Duration AGAIN_AFTER = Duration.ofMillis(10);
    private static final String NODES = "api/v1/nodes?watch=1";
    private static final String ACCOUNTS =
            "api/v1/namespaces/default/serviceaccounts?watch=1&fieldSelector=metadata.name=default";

    private final URI server;
    private final HttpClient http;
    private final Set<String> readyNodes = new HashSet<>();
    private final CountDownLatch nodes;
    private final CountDownLatch account = new CountDownLatch(1);
    private volatile boolean closed;

    private ReadyWatch(URI server, SSLContext tls, int nodes) {
        this.server = server;
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        this.nodes = new CountDownLatch(nodes);
    }

    /// Where a kubeconfig may come from; empty while there is none.
    interface Source {
        Optional<String> kubeconfig() throws IOException, InterruptedException;
    }

    /// Blocks until so many nodes are Ready and the ServiceAccount is there.
    static void await(Source source, int nodes, Duration limit) throws IOException, InterruptedException {
        var found = new java.util.concurrent.atomic.AtomicReference<>("");
        Await.until(limit, AGAIN_AFTER, "kubeconfig", () -> {
            source.kubeconfig().ifPresent(found::set);
            return !found.get().isEmpty();
        });
        var config = Config.fromKubeconfig(found.get());
        try (var watch = new ReadyWatch(URI.create(config.getMasterUrl()), KubeTls.context(config), nodes)) {
            watch.run(limit);
        } catch (GeneralSecurityException e) {
            throw new IOException("the kubeconfig's certificates cannot be used", e);
        }
    }

    private void run(Duration limit) throws IOException, InterruptedException {
        Thread.ofVirtual().start(() -> follow(NODES, this::node));
        Thread.ofVirtual()
                .start(() -> follow(ACCOUNTS, object -> {
                    account.countDown();
                    return true;
                }));
        if (!nodes.await(limit.toMillis(), TimeUnit.MILLISECONDS)
                || !account.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("%s: not ready within %d s".formatted(server, limit.toSeconds()));
        }
    }

    private boolean node(JsonNode node) {
        for (var condition : node.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")
                    && condition.path("status").asText().equals("True")
                    && readyNodes.add(node.at("/metadata/name").asText())) {
                nodes.countDown();
            }
        }
        return nodes.getCount() == 0;
    }

    /// Again and again until the server is up, then until all is seen.
    private void follow(String path, Predicate<JsonNode> seen) {
        try {
            while (!closed
                    && !follow(HttpRequest.newBuilder(server.resolve(path)).build(), seen)) {
                Await.pause(AGAIN_AFTER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean follow(HttpRequest request, Predicate<JsonNode> seen) throws InterruptedException {
        try {
            var answer = http.send(request, BodyHandlers.ofInputStream());
            try (var body = answer.body();
                    var events = Calls.JSON.readerFor(JsonNode.class).<JsonNode>readValues(body)) {
                while (answer.statusCode() == 200 && events.hasNextValue()) {
                    if (seen.test(events.nextValue().path("object"))) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }
}
