package io.bergwerk.server.start;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import java.net.URI;
import java.time.Duration;

/// Calls an installation's API on this host as its first user does, in Connect's JSON form.
final class OwnClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ClientFactory factory;
    private final WebClient client;
    private final String token;

    /// @param url of the API on this host
    /// @param token goes into the header of every call
    OwnClient(URI url, String token) {
        // The connection ends on this host; the certificate names what others call it.
        this.factory = url.getScheme().equals("https")
                ? ClientFactory.builder().tlsNoVerify().build()
                : ClientFactory.builder().build();
        this.client =
                WebClient.builder(url).factory(factory).responseTimeout(TIMEOUT).build();
        this.token = token;
    }

    /// Where an installation answers on its own host.
    static URI localUrl(ApiConfig api, boolean tls) {
        return URI.create("%s://%s:%d".formatted(tls ? "https" : "http", host(api), api.port()));
    }

    private static String host(ApiConfig api) {
        return switch (api.listen()) {
            case "0.0.0.0", "" -> "127.0.0.1";
            case "::" -> "[::1]";
            default -> api.listen().contains(":") ? "[" + api.listen() + "]" : api.listen();
        };
    }

    /// @throws StartException with the server's own words if the call fails
    JsonNode call(String path, String body) {
        var headers = RequestHeaders.builder(HttpMethod.POST, path)
                .contentType(MediaType.JSON)
                .add(HttpHeaderNames.AUTHORIZATION, "Bearer " + token)
                .build();
        var answer = client.execute(HttpRequest.of(headers, com.linecorp.armeria.common.HttpData.ofUtf8(body)))
                .aggregate()
                .join();
        var json = parse(answer.contentUtf8());
        if (!answer.status().equals(HttpStatus.OK)) {
            throw new StartException("%s: %s"
                    .formatted(path, json.path("message").asText(answer.status().toString())));
        }
        return json;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    @Override
    public void close() {
        factory.close();
    }
}
