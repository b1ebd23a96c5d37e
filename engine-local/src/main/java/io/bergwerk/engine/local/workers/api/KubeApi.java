package io.bergwerk.engine.local.workers.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;

/// One cluster's API server. Calls block; they are meant for virtual threads. Safe for use by many threads.
public final class KubeApi implements AutoCloseable {
    public static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int IN_FLIGHT_MAX = 32; // well below the 100 streams that one HTTP/2 connection may have
    private static final String MERGE = "application/strategic-merge-patch+json";

    private final URI server;
    private final HttpClient http;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);

    /// @param tls shows the engine's client certificate and trusts the cluster's authority
    public KubeApi(URI server, SSLContext tls, Executor executor) {
        this.server = server;
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .executor(executor)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    public JsonNode get(String path) {
        return call(request(path).GET());
    }

    public JsonNode create(String path, JsonNode body) {
        return call(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(text(body))));
    }

    public JsonNode replace(String path, JsonNode body) {
        return call(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(text(body))));
    }

    /// Strategic merge patch: lists with a merge key (conditions by type, pod IPs by ip) are merged, others replaced.
    public JsonNode patch(String path, JsonNode body) {
        return call(request(path).header("Content-Type", MERGE).method("PATCH", BodyPublishers.ofString(text(body))));
    }

    public void delete(String path, JsonNode options) {
        call(request(path)
                .header("Content-Type", "application/json")
                .method("DELETE", BodyPublishers.ofString(text(options))));
    }

    /// Opens a watch; its lines end when the server or [#close] ends it.
    InputStream watch(String path) throws InterruptedException {
        try {
            var response =
                    http.send(HttpRequest.newBuilder(server.resolve(path)).GET().build(), BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                try (var body = response.body()) {
                    throw KubeException.ofStatus(response.statusCode(), parse(body.readAllBytes()));
                }
            }
            return response.body();
        } catch (IOException e) {
            throw KubeException.unreachable(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
    }

    private JsonNode call(HttpRequest.Builder request) {
        try {
            inFlight.acquire();
            try {
                return answer(http.send(request.build(), BodyHandlers.ofByteArray()));
            } finally {
                inFlight.release();
            }
        } catch (IOException e) {
            throw KubeException.unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KubeException.unreachable(e);
        }
    }

    private static JsonNode answer(HttpResponse<byte[]> response) throws IOException {
        var body = parse(response.body());
        if (response.statusCode() >= 300) {
            throw KubeException.ofStatus(response.statusCode(), body);
        }
        return body;
    }

    /// A body that is not JSON (`ok` of a health check, a proxy's error page) reads as nothing.
    private static JsonNode parse(byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String text(JsonNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    /// Ends every call and watch.
    @Override
    public void close() {
        http.shutdownNow();
    }
}
