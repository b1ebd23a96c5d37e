package io.bergwerk.engine.local.workers.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/// Writes whole answers.
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class HttpAnswers {
    private HttpAnswers() {}

    static void text(ChannelHandlerContext context, int status, String text) {
        send(context, status, "text/plain; charset=utf-8", text);
    }

    static void json(ChannelHandlerContext context, int status, JsonNode body) {
        send(context, status, "application/json", body.toString());
    }

    static void send(ChannelHandlerContext context, int status, String type, String text) {
        var body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        context.writeAndFlush(response);
    }
}
