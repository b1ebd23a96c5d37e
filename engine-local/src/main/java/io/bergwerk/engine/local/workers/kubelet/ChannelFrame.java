package io.bergwerk.engine.local.workers.kubelet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.nio.charset.StandardCharsets;

/// Frames of the subprotocol `v5.channel.k8s.io`: the first byte says which stream the rest belongs to.
///
/// @param channel number of the stream
/// @param data what was sent on it; a view of the message, read while that is held
record ChannelFrame(int channel, ByteBuf data) {
    static final String PROTOCOLS = "v5.channel.k8s.io,v4.channel.k8s.io";
    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int STATUS = 3;
    static final int RESIZE = 4;

    /// Its data is the number of a stream that will bring no more.
    static final int CLOSE = 255;

    /// An empty message belongs to no stream and carries nothing.
    static ChannelFrame decode(ByteBuf content) {
        if (!content.isReadable()) {
            return new ChannelFrame(RESIZE, Unpooled.EMPTY_BUFFER);
        }
        return new ChannelFrame(content.readUnsignedByte(), content);
    }

    /// A copy of the data.
    byte[] bytes() {
        return ByteBufUtil.getBytes(data);
    }

    static BinaryWebSocketFrame encode(int channel, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {(byte) channel}, bytes));
    }

    boolean closesStdin() {
        return channel == CLOSE && data.readableBytes() == 1 && data.getByte(data.readerIndex()) == STDIN;
    }

    /// The object that tells a client how a command ended.
    static ObjectNode status(int exitCode) {
        var status = KubeApi.JSON.createObjectNode();
        status.putObject("metadata");
        if (exitCode == 0) {
            return status.put("status", "Success");
        }
        status.put("status", "Failure")
                .put("message", "command terminated with non-zero exit code: exit status " + exitCode)
                .put("reason", "NonZeroExitCode")
                .putObject("details")
                .putArray("causes")
                .addObject()
                .put("reason", "ExitCode")
                .put("message", Integer.toString(exitCode));
        return status;
    }
}
