package io.bergwerk.engine.local.workers.kubelet;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One `kubectl exec` or `attach`: a WebSocket on one side, a toy shell on a virtual thread on the other.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class ExecSession extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final Logger log = LoggerFactory.getLogger(ExecSession.class);
    private static final int FRAME_MAX = 128 * 1024;

    private final ChannelHandlerContext connection;
    private final Terminal terminal;

    private ExecSession(ChannelHandlerContext connection, boolean tty) {
        this.connection = connection;
        this.terminal = new Terminal(
                tty, (stream, text) -> connection.channel().writeAndFlush(ChannelFrame.encode(stream, text)));
    }

    /// @param request released here
    static void open(
            ChannelHandlerContext context,
            FullHttpRequest request,
            KubeletBackend backend,
            Target target,
            ExecOptions options) {
        var shell = ToyShell.of(backend, target);
        context.executor().execute(() -> {
            try {
                var session = new ExecSession(context, options.tty());
                if (session.upgrade(request)) {
                    backend.timers().executor().execute(() -> session.run(shell, options));
                }
            } finally {
                request.release();
            }
        });
    }

    private boolean upgrade(FullHttpRequest request) {
        var factory = new WebSocketServerHandshakerFactory(
                "wss://node" + request.uri(), ChannelFrame.PROTOCOLS, false, FRAME_MAX);
        var handshaker = factory.newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(connection.channel());
            return false;
        }
        connection.pipeline().replace(connection.handler(), "exec", this);
        handshaker.handshake(connection.channel(), request);
        return true;
    }

    private void run(ToyShell shell, ExecOptions options) {
        try {
            finish(options.attach() ? shell.attach(terminal) : shell.exec(options.command(), terminal));
        } catch (InterruptedException _) {
            finish(ToyShell.KILLED);
        } catch (RuntimeException e) {
            log.warn("exec session failed", e);
            finish(1);
        }
    }

    private void finish(int exitCode) {
        var channel = connection.channel();
        channel.write(ChannelFrame.encode(
                ChannelFrame.STATUS, ChannelFrame.status(exitCode).toString()));
        channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case BinaryWebSocketFrame data -> take(context, ChannelFrame.decode(data.content()));
            case PingWebSocketFrame ping ->
                context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case CloseWebSocketFrame _ -> terminal.close();
            default -> {
                // text and pong frames carry nothing in this protocol
            }
        }
    }

    private void take(ChannelHandlerContext context, ChannelFrame frame) {
        if (frame.closesStdin()) {
            terminal.endInput();
        } else if (frame.channel() == ChannelFrame.STDIN && !terminal.offer(frame.bytes())) {
            log.debug("a client sends faster than a toy shell reads; its session ends");
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        terminal.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("exec connection ended", cause);
        context.close();
    }
}
