package io.bergwerk.engine.local.workers.kubelet;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// One cluster's egress socket.
public final class EgressServer implements AutoCloseable {
    /// Name that the metrics service resolves to; no resolver but this socket knows it.
    public static final String METRICS_HOST = "metrics.workers.internal";

    /// Name of the metrics service in `kube-system`; tools look for it there.
    public static final String METRICS_SERVICE = "metrics-server";

    private static final int CLOSE_SECONDS = 5;

    private final Path socket;
    private final Channel listener;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    EgressServer(EventLoopGroup threads, Path socket, Endpoints endpoints) {
        this.socket = socket;
        deleteStale(socket);
        this.listener = new ServerBootstrap()
                .group(threads)
                .channel(NioServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline().addLast(new HttpServerCodec(), new ConnectHandler(endpoints));
                    }
                })
                .bind(UnixDomainSocketAddress.of(socket))
                .syncUninterruptibly()
                .channel();
        restrict(socket);
    }

    private static void restrict(Path socket) {
        try {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteStale(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly(CLOSE_SECONDS * 1000L);
        connections.close().awaitUninterruptibly(CLOSE_SECONDS * 1000L);
        deleteStale(socket);
    }
}
