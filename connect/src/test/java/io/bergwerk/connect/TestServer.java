package io.bergwerk.connect;

import com.linecorp.armeria.server.Server;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A server with [TestService] on a free port.
final class TestServer {
    static final String CONSOLE = "https://console.example.org";
    static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private final TestService service = new TestService();
    private final RpcRoutes routes = RpcRoutes.builder()
            .addService(service.definition())
            .maxMessageBytes(MAX_MESSAGE_BYTES)
            .build();
    private final Server server = RpcServer.configure(
                    Server.builder().http(0), routes, List.of(CONSOLE), Duration.ofSeconds(10))
            .build();

    void start() {
        server.start().join();
    }

    CompletableFuture<Void> stop() {
        return server.stop();
    }

    TestService service() {
        return service;
    }

    RpcRoutes routes() {
        return routes;
    }

    int port() {
        return server.activeLocalPort();
    }

    /// The address in Armeria's way of naming a protocol, such as `gproto+h2c`.
    String uri(String scheme) {
        return scheme + "://127.0.0.1:" + port();
    }

    HttpRequest.Builder request(String path, String contentType) {
        return HttpRequest.newBuilder(URI.create(uri("http") + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", contentType);
    }
}
