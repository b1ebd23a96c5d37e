package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.stream.HttpDecoder;
import com.linecorp.armeria.common.stream.StreamDecoderInput;
import com.linecorp.armeria.common.stream.StreamDecoderOutput;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/// Checks a request's envelopes before gRPC sees them, and hands on whole, uncompressed messages.
///
/// Whatever is wrong ends the call through its scope with a status that says so: gRPC's own reader here would let a
/// cut-off message pass as a clean end, and unpack a bomb before it measures it. At most one message is held.
final class RequestEnvelopes implements HttpDecoder<HttpObject> {
    private final CallScope scope;
    private final boolean gzip;
    private final boolean oneMessage;
    private final int maxMessageBytes;
    private @Nullable Envelope current;
    private int messages;

    RequestEnvelopes(CallScope scope, MethodType type, boolean gzip, int maxMessageBytes) {
        this.scope = scope;
        this.gzip = gzip;
        this.oneMessage = type.clientSendsOneMessage();
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void process(StreamDecoderInput in, StreamDecoderOutput<HttpObject> out) {
        try {
            while (!scope.isEnded() && readOne(in, out)) {}
        } catch (StatusRuntimeException e) {
            scope.end(e.getStatus());
        }
        if (scope.isEnded()) {
            in.skipBytes(in.readableBytes());
        }
    }

    @Override
    public void processOnComplete(StreamDecoderInput in, StreamDecoderOutput<HttpObject> out) {
        if (scope.isEnded()) {
            return;
        }
        var envelope = current;
        var expected = envelope == null ? Envelope.HEADER_BYTES : envelope.length();
        if (envelope != null || in.readableBytes() > 0) {
            scope.end(Envelope.truncated(expected - in.readableBytes()).getStatus());
        } else if (oneMessage && messages == 0) {
            scope.end(Status.UNIMPLEMENTED.withDescription("the request holds no message (expected: one)"));
        }
    }

    /// Takes one header or one message, if it has arrived whole.
    private boolean readOne(StreamDecoderInput in, StreamDecoderOutput<HttpObject> out) {
        var envelope = current;
        if (envelope == null) {
            return readHeader(in);
        }
        if (in.readableBytes() < envelope.length()) {
            return false;
        }
        var payload = new byte[envelope.length()];
        in.readBytes(payload);
        current = null;
        messages++;
        var plain = envelope.compressed() ? Gzip.inflate(payload, maxMessageBytes) : payload;
        out.add(HttpData.wrap(Envelope.wrap(0, plain)));
        return true;
    }

    private boolean readHeader(StreamDecoderInput in) {
        if (in.readableBytes() < Envelope.HEADER_BYTES) {
            return false;
        }
        if (oneMessage && messages == 1) {
            throw Status.UNIMPLEMENTED
                    .withDescription("the request holds several messages (expected: one)")
                    .asRuntimeException();
        }
        current = new Envelope(in.readUnsignedByte(), in.readInt()).requireAcceptable(gzip, maxMessageBytes);
        return true;
    }
}
