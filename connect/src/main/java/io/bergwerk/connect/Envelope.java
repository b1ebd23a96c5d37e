package io.bergwerk.connect;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;

/// The five bytes before each message, the same in gRPC and in Connect streams: flags, then the length.
record Envelope(int flags, int length) {
    static final int HEADER_BYTES = 5;
    static final int COMPRESSED = 0x01;

    /// Marks the last envelope of a Connect stream, which holds the outcome as JSON.
    static final int END_STREAM = 0x02;

    /// Marks the trailers of a gRPC-Web response.
    static final int WEB_TRAILERS = 0x80;

    /// Checks a header that came from a client.
    ///
    /// @param gzip whether the call named gzip as its encoding, so that a message may be compressed
    /// @throws io.grpc.StatusRuntimeException `INVALID_ARGUMENT` for unknown flags, `INTERNAL` for a compressed
    ///     message without an encoding (as grpc/doc/compression.md, test case 6, and Connect's conformance
    ///     suite want it), `RESOURCE_EXHAUSTED` above the limit
    Envelope requireAcceptable(boolean gzip, int maxBytes) {
        if ((flags & ~COMPRESSED) != 0) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("envelope: flags 0x%02x (expected: 0 or 1)".formatted(flags))
                    .asRuntimeException();
        }
        if (compressed() && !gzip) {
            throw Status.INTERNAL
                    .withDescription("envelope: compressed, but the call names no encoding")
                    .asRuntimeException();
        }
        if (length < 0 || length > maxBytes) { // negative: 2 GiB or more
            throw Limits.messageTooLarge(maxBytes);
        }
        return this;
    }

    boolean compressed() {
        return (flags & COMPRESSED) != 0;
    }

    /// What to say when the bytes end inside an envelope.
    static StatusRuntimeException truncated(int missingBytes) {
        return Status.INVALID_ARGUMENT
                .withDescription("envelope: cut off, %d bytes missing".formatted(missingBytes))
                .asRuntimeException();
    }

    static byte[] wrap(int flags, byte[] payload) {
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .put((byte) flags)
                .putInt(payload.length)
                .put(payload)
                .array();
    }
}
