package io.bergwerk.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The API as a person with an HTTP client sees it: Connect with JSON, over HTTP/1.1.
record Api(URI base, String token) {
    static final ObjectMapper JSON = new ObjectMapper();

    /// No unary call may take longer: the strictest of the public clients waits no more than this.
    static final Duration ANSWER = Duration.ofSeconds(5);

    /// A call that is not asked how long it takes gets more, because the test machine may be busy.
    private static final Duration UNARY = Duration.ofSeconds(30);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Api {
        Secrets.KNOWN.add("token", token);
    }

    /// An answer with its body as JSON; a body that is none is a missing node.
    record Answer(int status, JsonNode body, HttpResponse<byte[]> http) {
        /// Empty for success.
        String code() {
            return status == 200 ? "" : body.path("code").asText();
        }

        String message() {
            return body.path("message").asText();
        }

        /// @throws AssertionError unless the call succeeded
        JsonNode ok() {
            if (status != 200) {
                throw new AssertionError(
                        "%s answered %d %s".formatted(http.request().uri(), status, body));
            }
            return body;
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }
    }

    Api withToken(String other) {
        return new Api(base, other);
    }

    /// @param method as `api.v1.ClusterService/List`
    Answer call(String method, String json) {
        return send(request(method).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    Answer call(String method, JsonNode json) {
        return call(method, json.toString());
    }

    /// The call's request, still without content type and body.
    HttpRequest.Builder request(String method) {
        var request = HttpRequest.newBuilder(base.resolve("/" + method)).timeout(UNARY);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    static Answer send(HttpRequest.Builder request) {
        return answer(exchange(request.build(), BodyHandlers.ofByteArray()));
    }

    static <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return CLIENT.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        var text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() != 200) {
            Secrets.KNOWN.heard(text);
        }
        return new Answer(response.statusCode(), json(text), response);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
