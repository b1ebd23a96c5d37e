package io.bergwerk.engine.local.router;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Holds a client's first bytes until its server name is known, then makes way for a [Splice].
final class HelloReader extends AbstractSniHandler<Channel> {
    private static final int LARGEST_HELLO_BYTES = 16 << 10;
    private static final int CONNECT_LIMIT_MILLIS = 5000;

    /// TLS record of a fatal alert `unrecognized_name` (RFC 8446, 6 and RFC 6066, 3).
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

    private final Function<String, Optional<SniRouter.Route>> routes;
    private final Connections connections;

    HelloReader(Function<String, Optional<SniRouter.Route>> routes, Connections connections, Duration helloLimit) {
        super(LARGEST_HELLO_BYTES, helloLimit.toMillis());
        this.routes = routes;
        this.connections = connections;
    }

    @Override
    protected Future<Channel> lookup(ChannelHandlerContext context, @Nullable String name) {
        var promise = context.executor().<Channel>newPromise();
        var route = Optional.ofNullable(name).flatMap(routes);
        if (route.isEmpty()) {
            return promise.setFailure(new UnknownName());
        }
        connections.belongsTo(context.channel(), route.get().cluster());
        var _ = connect(context, route.get().port()).addListener((ChannelFutureListener) connected -> {
            if (connected.isSuccess()) {
                promise.setSuccess(connected.channel());
            } else {
                promise.setFailure(connected.cause());
            }
        });
        return promise;
    }

    /// On the client's own event loop, so that both ends of a splice run on one thread.
    private static ChannelFuture connect(ChannelHandlerContext context, int port) {
        return new Bootstrap()
                .group(context.channel().eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_LIMIT_MILLIS)
                .handler(new Splice(context.channel()))
                .connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext context, @Nullable String name, Future<Channel> found) {
        if (!found.isSuccess()) {
            refuse(context, found.cause());
            return;
        }
        var server = found.getNow();
        if (!context.channel().isActive()) {
            var _ = server.close();
            return;
        }
        // The bytes held back flow on into the splice when this handler leaves the pipeline.
        context.channel().config().setAutoRead(false);
        context.pipeline().replace(this, "splice", new Splice(server));
        server.read();
        context.channel().read();
    }

    private static void refuse(ChannelHandlerContext context, @Nullable Throwable cause) {
        if (cause instanceof UnknownName) {
            var _ = context.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            var _ = context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close(); // not TLS, too long, or too slow: nothing to say to such a client
    }

    /// No cluster goes by the name.
    private static final class UnknownName extends Exception {
        UnknownName() {
            super("no cluster of that name", null, false, false);
        }
    }
}
