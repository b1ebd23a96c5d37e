package io.bergwerk.connect;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The query of a Connect GET: a whole unary request in a URL.
///
/// @param message the message as sent, still compressed if `compression` says so
/// @param compression null if not named
record GetQuery(Codec codec, ByteString message, @Nullable String compression) {

    /// Reads a raw query string, without its question mark.
    ///
    /// @throws io.grpc.StatusRuntimeException `INVALID_ARGUMENT` naming the parameter that is missing or wrong
    static GetQuery parse(String rawQuery) {
        var parameters = parameters(rawQuery);
        var version = parameters.get("connect");
        if (version != null && !version.equals("v1")) {
            throw invalid("connect", version, "v1");
        }
        return new GetQuery(codec(parameters), message(parameters), parameters.get("compression"));
    }

    private static Codec codec(Map<String, String> parameters) {
        var encoding = parameters.getOrDefault("encoding", "");
        return switch (encoding) {
            case "proto" -> Codec.PROTO;
            case "json" -> Codec.JSON;
            default -> throw invalid("encoding", encoding, "proto or json");
        };
    }

    private static ByteString message(Map<String, String> parameters) {
        var message = parameters.get("message");
        if (message == null) {
            throw invalid("message", "missing", "the request message");
        }
        var base64 = parameters.getOrDefault("base64", "0");
        return switch (base64) {
            case "1" -> decode(message);
            case "0" -> ByteString.copyFromUtf8(message);
            default -> throw invalid("base64", base64, "0 or 1");
        };
    }

    /// Takes both alphabets, padded or not: clients differ.
    private static ByteString decode(String message) {
        try {
            var text = message.replace('+', '-').replace('/', '_');
            return ByteString.copyFrom(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw invalid("message", "not base64", "base64, as base64=1 says");
        }
    }

    private static Map<String, String> parameters(String rawQuery) {
        var parameters = new HashMap<String, String>();
        for (var pair : rawQuery.split("&", -1)) {
            var parts = pair.split("=", 2);
            parameters.putIfAbsent(decodeText(parts[0]), parts.length == 2 ? decodeText(parts[1]) : "");
        }
        return parameters;
    }

    private static String decodeText(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("query", "not URL-encoded", "percent-encoded UTF-8");
        }
    }

    private static RuntimeException invalid(String parameter, String value, String expected) {
        return Status.INVALID_ARGUMENT
                .withDescription("%s: %s (expected: %s)".formatted(parameter, value, expected))
                .asRuntimeException();
    }
}
