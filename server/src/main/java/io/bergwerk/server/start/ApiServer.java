package io.bergwerk.server.start;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.bergwerk.connect.RpcRoutes;
import io.bergwerk.connect.RpcServer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/// The public port: every RPC in three protocols, and the few pages beside them.
final class ApiServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 20_000;

    private final Server server;

    private ApiServer(Server server) {
        this.server = server;
    }

    /// @param builder with nothing set yet
    /// @param origins web origins whose pages may call
    /// @param pages adds what is not an RPC
    static ApiServer start(
            ServerBuilder builder,
            ApiConfig config,
            TlsConfig tls,
            RpcRoutes routes,
            List<String> origins,
            Consumer<ServerBuilder> pages) {
        var address = new InetSocketAddress(config.listen(), config.port());
        if (address.isUnresolved()) {
            throw new StartException(
                    "api.listen: %s (expected: an address of this machine)".formatted(config.listen()));
        }
        builder.maxNumConnections(MAX_CONNECTIONS);
        if (tls.enabled()) {
            builder.https(address)
                    .tls(TlsKeyPair.of(
                            tls.key().orElseThrow().toFile(),
                            tls.cert().orElseThrow().toFile()));
        } else {
            builder.http(address);
        }
        RpcServer.configure(builder, routes, origins, config.drain());
        pages.accept(builder);
        var server = builder.build();
        Ports.start(server, "API", config.port());
        return new ApiServer(server);
    }

    @Override
    public void close() {
        server.stop().join();
    }
}
