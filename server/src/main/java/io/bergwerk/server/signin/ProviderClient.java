package io.bergwerk.server.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks providers for JSON, who may be down, slow, or answer anything.
final class ProviderClient {
    private static final Logger log = LoggerFactory.getLogger(ProviderClient.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(8);
    private static final int MAX_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final Duration limit;

    ProviderClient() {
        this(ANSWER_LIMIT);
    }

    ProviderClient(Duration limit) {
        this.limit = limit;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// @throws SignInException if there is no answer that is JSON and says success
    JsonNode get(URI uri, Map<String, String> headers) throws SignInException {
        return send(request(uri, headers).GET().build());
    }

    /// @throws SignInException as [#get]
    JsonNode post(URI uri, Map<String, String> headers, Map<String, String> form) throws SignInException {
        var body = form.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(uri, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(URI uri, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(limit)
                .header("Accept", "application/json")
                .header("User-Agent", "bergwerk");
        headers.forEach(request::header);
        return request;
    }

    private JsonNode send(HttpRequest request) throws SignInException {
        var pending = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            return json(request, pending.get(limit.toMillis(), TimeUnit.MILLISECONDS)); // with the whole body
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SignInException("The server stops. Try again.", e);
        } catch (TimeoutException | ExecutionException e) {
            throw away(request, e);
        } finally {
            pending.cancel(true);
        }
    }

    private static JsonNode json(HttpRequest request, HttpResponse<byte[]> answer) throws SignInException {
        var parsed = parse(answer.body());
        if (answer.statusCode() != 200 || !parsed.isContainerNode()) {
            log.atWarn()
                    .addKeyValue("host", request.uri().getHost())
                    .addKeyValue("path", request.uri().getPath())
                    .addKeyValue("status", answer.statusCode())
                    .addKeyValue("error", shown(parsed.path("error").asText("")))
                    .log("a sign-in provider answered something else than asked for");
            throw new SignInException("Your provider did not confirm who you are. Try again.");
        }
        return parsed;
    }

    private static JsonNode parse(byte[] body) {
        try {
            var parsed = JSON.readTree(body);
            return parsed == null ? JSON.missingNode() : parsed;
        } catch (IOException _) {
            return JSON.missingNode();
        }
    }

    /// Error codes are short words (RFC 6749, 5.2); anything else could be anything.
    private static String shown(String error) {
        return error.matches("[a-z_]{1,60}") ? error : "";
    }

    private static SignInException away(HttpRequest request, Exception cause) {
        log.atWarn()
                .addKeyValue("host", request.uri().getHost())
                .addKeyValue("cause", cause.toString())
                .log("a sign-in provider does not answer");
        return new SignInException("Your provider does not answer at the moment. Try again in a minute.", cause);
    }
}
