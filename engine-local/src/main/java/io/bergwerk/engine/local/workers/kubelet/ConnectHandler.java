package io.bergwerk.engine.local.workers.kubelet;

import io.bergwerk.engine.local.workers.kubelet.Endpoints.Endpoint;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the API server's CONNECT and hands the connection to the endpoint that it asked for.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class ConnectHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger log = LoggerFactory.getLogger(ConnectHandler.class);
    private static final int BODY_MAX = 256 * 1024;

    private final Endpoints endpoints;

    ConnectHandler(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (!(message instanceof HttpRequest request)) {
            return;
        }
        if (!request.method().equals(HttpMethod.CONNECT)) {
            refuse(context, HttpResponseStatus.METHOD_NOT_ALLOWED, "only CONNECT is served here");
            return;
        }
        var target = request.uri();
        endpoints.backend().timers().executor().execute(() -> {
            var endpoint = find(target);
            context.executor().execute(() -> connect(context, target, endpoint));
        });
    }

    private Optional<Endpoint> find(String target) {
        var colon = target.lastIndexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        try {
            return endpoints.find(target.substring(0, colon), target.substring(colon + 1));
        } catch (RuntimeException e) {
            log.warn("no endpoint for {}; the API server's call fails", target, e);
            return Optional.empty();
        }
    }

    private static void connect(ChannelHandlerContext context, String target, Optional<Endpoint> endpoint) {
        if (!context.channel().isActive()) {
            return; // the API server went away while the certificate was made
        }
        if (endpoint.isEmpty()) {
            var text =
                    "%s cannot be reached: this cluster's workers are simulated, pods and services there do not answer"
                            .formatted(target);
            refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE, text);
            return;
        }
        var established = "HTTP/1.1 200 Connection Established\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        var pipeline = context.pipeline();
        pipeline.remove(HttpServerCodec.class);
        context.writeAndFlush(Unpooled.wrappedBuffer(established));
        var tls = endpoint.get().tls().newHandler(context.alloc());
        pipeline.addLast(
                tls,
                new ClientNameHandler(tls, endpoint.get().client()),
                new HttpServerCodec(),
                new HttpObjectAggregator(BODY_MAX),
                endpoint.get().handler());
        pipeline.remove(ConnectHandler.class);
    }

    private static void refuse(ChannelHandlerContext context, HttpResponseStatus status, String text) {
        var body = Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, "close");
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("egress connection ended", cause);
        context.close();
    }
}
