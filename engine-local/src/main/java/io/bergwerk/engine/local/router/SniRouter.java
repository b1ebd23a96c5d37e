package io.bergwerk.engine.local.router;

import io.bergwerk.common.ClusterId;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Listens for TLS clients, reads the server name of their first message (RFC 6066, 3) and passes all bytes on to
/// that cluster's API server. Safe for use by many threads.
public final class SniRouter implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int BACKLOG = 1024;

    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final Connections connections = new Connections();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    private final Channel listener;
    private final Duration helloLimit;

    /// Where connections for a name go.
    record Route(ClusterId cluster, int port) {}

    /// @param helloLimit how long a client may take for its first message
    /// @throws IOException if nobody can listen at the address
    public SniRouter(InetSocketAddress address, Duration helloLimit) throws IOException {
        this.helloLimit = helloLimit;
        var bound = bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "the clusters' router cannot listen at %s: is the port taken?".formatted(address), bound.cause());
        }
        this.listener = bound.channel();
    }

    private ChannelFuture bind(InetSocketAddress address) {
        return new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (!connections.admit(channel)) {
                            var _ = channel.close();
                            return;
                        }
                        channel.pipeline().addLast(new HelloReader(SniRouter.this::find, connections, helloLimit));
                    }
                })
                .bind(address);
    }

    private Optional<Route> find(String name) {
        return Optional.ofNullable(routes.get(normal(name)));
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /// Sends clients that ask for one of the names to the loopback port; former names of the cluster are forgotten.
    public void route(ClusterId cluster, List<String> names, int port) {
        var wanted = names.stream().map(SniRouter::normal).toList();
        routes.entrySet().removeIf(it -> it.getValue().cluster().equals(cluster) && !wanted.contains(it.getKey()));
        wanted.forEach(name -> routes.put(name, new Route(cluster, port)));
    }

    /// Forgets the cluster and ends its connections. Idempotent.
    public void remove(ClusterId cluster) {
        routes.values().removeIf(route -> route.cluster().equals(cluster));
        connections.end(cluster);
    }

    /// Ends the open connections of a cluster; its clients come again and are checked again.
    public void endConnections(ClusterId cluster) {
        connections.end(cluster);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        var _ = listener.close().awaitUninterruptibly();
        connections.endAll();
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
