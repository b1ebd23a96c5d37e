package io.bergwerk.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/// Calls an installation's API in Connect's JSON form.
final class Calls implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final URI url;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    Calls(URI url, String token) {
        this.url = url;
        this.token = token;
    }

    URI url() {
        return url;
    }

    String token() {
        return token;
    }

    HttpClient http() {
        return http;
    }

    /// @throws IOException in the server's words if the call fails
    JsonNode call(String method, String body) throws IOException, InterruptedException {
        var answer = http.send(request(method, body), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("%s: %d %s".formatted(method, answer.statusCode(), answer.body()));
        }
        return JSON.readTree(answer.body());
    }

    /// Empty if the call fails for a reason that may pass.
    Optional<JsonNode> attempt(String method, String body) throws InterruptedException {
        try {
            return Optional.of(call(method, body));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private HttpRequest request(String method, String body) {
        return HttpRequest.newBuilder(url.resolve("/" + method))
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
