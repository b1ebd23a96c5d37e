package io.bergwerk.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Speaks as GitHub does to people who sign in there, and lets everybody in whose name is the code.
final class FakeGithub implements AutoCloseable {
    private final HttpServer server;

    FakeGithub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/login/oauth/access_token", exchange -> {
            var form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var name = form.replaceFirst("(.*&)?code=([^&]*).*", "$2");
            answer(exchange, "{\"access_token\": \"%s\", \"token_type\": \"bearer\"}".formatted(name));
        });
        server.createContext("/user/emails", exchange -> answer(exchange, "[]"));
        server.createContext("/user", exchange -> {
            var name = exchange.getRequestHeaders().getFirst("Authorization").replaceFirst("Bearer ", "");
            answer(
                    exchange,
                    "{\"id\": %d, \"login\": \"%s\", \"avatar_url\": \"\"}"
                            .formatted(Integer.toUnsignedLong(name.hashCode()), name));
        });
        server.start();
    }

    String address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort()).toString();
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            var bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
