package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.stream.HttpDecoder;
import com.linecorp.armeria.common.stream.StreamDecoderInput;
import com.linecorp.armeria.common.stream.StreamDecoderOutput;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Base64;

/// Takes the base64 off a gRPC-Web text request before its envelopes are read.
///
/// Chunks end anywhere, and padding may stand between messages: four characters are decoded at a time, and what is
/// left over waits for the next chunk.
final class Base64Envelopes implements HttpDecoder<HttpObject> {
    private static final int GROUP = 4;

    private final RequestEnvelopes envelopes;
    private final CallScope scope;
    private byte[] rest = new byte[0];

    Base64Envelopes(RequestEnvelopes envelopes, CallScope scope) {
        this.envelopes = envelopes;
        this.scope = scope;
    }

    @Override
    public ByteBuf toByteBuf(HttpData data) {
        byte[] chunk;
        try (data) {
            chunk = data.array();
        }
        var text = new byte[rest.length + chunk.length];
        System.arraycopy(rest, 0, text, 0, rest.length);
        System.arraycopy(chunk, 0, text, rest.length, chunk.length);
        var whole = text.length - text.length % GROUP;
        rest = Arrays.copyOfRange(text, whole, text.length);
        return decode(text, whole);
    }

    @Override
    public void process(StreamDecoderInput in, StreamDecoderOutput<HttpObject> out) {
        envelopes.process(in, out);
    }

    @Override
    public void processOnComplete(StreamDecoderInput in, StreamDecoderOutput<HttpObject> out) {
        if (rest.length > 0) {
            scope.end(Envelope.truncated(GROUP - rest.length).getStatus());
        }
        envelopes.processOnComplete(in, out);
    }

    private ByteBuf decode(byte[] text, int length) {
        var plain = Unpooled.buffer(length / GROUP * 3);
        try {
            for (var at = 0; at < length; at += GROUP) {
                plain.writeBytes(Base64.getDecoder().decode(Arrays.copyOfRange(text, at, at + GROUP)));
            }
        } catch (IllegalArgumentException e) {
            scope.end(Status.INVALID_ARGUMENT.withDescription("body: not base64"));
        }
        return plain;
    }
}
