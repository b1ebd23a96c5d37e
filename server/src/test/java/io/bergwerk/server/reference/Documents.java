package io.bergwerk.server.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.api.OwnContract;
import io.bergwerk.server.rpc.MessageRules;
import io.bergwerk.server.version.Build;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/// The document as tests look at it.
final class Documents {
    static final MessageRules RULES = new MessageRules();
    static final URI URL = URI.create("https://api.bergwerk.test");
    static final Build BUILD = new Build("1.2.3", "1.2.3+abcdef01", "abcdef01", "");

    private Documents() {}

    static byte[] bytes() {
        return new OpenApi(OwnContract.withPublicMethods(), RULES, URL, BUILD).document();
    }

    static JsonNode read() {
        try {
            return new ObjectMapper().readTree(bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// By path.
    static Map<String, JsonNode> operations(JsonNode document) {
        var operations = new TreeMap<String, JsonNode>();
        document.path("paths")
                .properties()
                .forEach(path -> operations.put(path.getKey(), path.getValue().path("post")));
        return operations;
    }

    static JsonNode example(JsonNode operation) {
        return operation.at("/requestBody/content/application~1json/example");
    }
}
