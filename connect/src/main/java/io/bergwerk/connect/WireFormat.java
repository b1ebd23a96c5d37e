package io.bergwerk.connect;

import java.util.Locale;
import java.util.Optional;

/// What a request's content type says: the protocol's form, and the codec of the messages in it.
record WireFormat(Kind kind, Codec codec) {
    enum Kind {
        CONNECT_UNARY(Protocol.CONNECT),
        CONNECT_STREAM(Protocol.CONNECT),
        GRPC(Protocol.GRPC),
        GRPC_WEB(Protocol.GRPC_WEB),
        GRPC_WEB_TEXT(Protocol.GRPC_WEB);

        private final Protocol protocol;

        Kind(Protocol protocol) {
            this.protocol = protocol;
        }

        Protocol protocol() {
            return protocol;
        }
    }

    /// Reads a `Content-Type` header; empty if it is none of ours. Only UTF-8 is accepted where a charset is named.
    static Optional<WireFormat> parse(String contentType) {
        var parts = contentType.toLowerCase(Locale.ROOT).split(";", 2);
        if (parts.length == 2 && !charsetIsUtf8(parts[1])) {
            return Optional.empty();
        }
        return switch (parts[0].strip()) {
            case "application/proto" -> of(Kind.CONNECT_UNARY, Codec.PROTO);
            case "application/json" -> of(Kind.CONNECT_UNARY, Codec.JSON);
            case "application/connect+proto" -> of(Kind.CONNECT_STREAM, Codec.PROTO);
            case "application/connect+json" -> of(Kind.CONNECT_STREAM, Codec.JSON);
            case "application/grpc", "application/grpc+proto" -> of(Kind.GRPC, Codec.PROTO);
            case "application/grpc+json" -> of(Kind.GRPC, Codec.JSON);
            case "application/grpc-web", "application/grpc-web+proto" -> of(Kind.GRPC_WEB, Codec.PROTO);
            case "application/grpc-web+json" -> of(Kind.GRPC_WEB, Codec.JSON);
            case "application/grpc-web-text", "application/grpc-web-text+proto" -> of(Kind.GRPC_WEB_TEXT, Codec.PROTO);
            default -> Optional.empty();
        };
    }

    /// The content types that a method takes, for `Accept-Post`.
    static String accepted(boolean streaming) {
        var connect = streaming
                ? "application/connect+proto, application/connect+json"
                : "application/proto, application/json";
        return connect
                + ", application/grpc, application/grpc+proto, application/grpc+json"
                + ", application/grpc-web, application/grpc-web+proto, application/grpc-web+json"
                + ", application/grpc-web-text, application/grpc-web-text+proto";
    }

    /// The content type of the answer.
    String contentType() {
        return switch (kind) {
            case CONNECT_UNARY -> "application/" + codec.label();
            case CONNECT_STREAM -> "application/connect+" + codec.label();
            case GRPC -> "application/grpc+" + codec.label();
            case GRPC_WEB -> "application/grpc-web+" + codec.label();
            case GRPC_WEB_TEXT -> "application/grpc-web-text+" + codec.label();
        };
    }

    private static Optional<WireFormat> of(Kind kind, Codec codec) {
        return Optional.of(new WireFormat(kind, codec));
    }

    private static boolean charsetIsUtf8(String parameters) {
        for (var parameter : parameters.split(";", -1)) {
            var pair = parameter.strip().split("=", 2);
            if (pair[0].equals("charset") && !(pair.length == 2 && pair[1].matches("\"?utf-?8\"?"))) {
                return false;
            }
        }
        return true;
    }
}
