package io.bergwerk.e2e.fuzz;

import com.google.protobuf.ByteString;

/// One request of a fuzz run, as the bytes that go over the wire.
///
/// @param bytes of HTTP/1.1, or of whatever takes its place
/// @param mayHangUp whether the server may close the connection without an answer, because what it got is no request
/// @param halfClose whether nothing more will come, so that a server that waits for the rest has to notice
/// @param stream whether the answer may go on for ever, so that its head is enough
record Attempt(Kind kind, ByteString bytes, boolean mayHangUp, boolean halfClose, boolean stream) {
    /// What is wrong with a request.
    enum Kind {
        NOISE,
        RANDOM_BODY,
        MUTATED_PROTO,
        MUTATED_JSON,
        VALID,
        CONTENT_TYPE,
        ENVELOPE,
        GZIP,
        GZIP_BOMB,
        HEADERS,
        HTTP_METHOD,
        BROKEN_OFF,
        GRPC_WEB,
        GRPC,
        HTTP2_NOISE
    }

    static Attempt request(Kind kind, byte[] bytes) {
        return new Attempt(kind, ByteString.copyFrom(bytes), false, false, false);
    }

    Attempt thatMayHangUp() {
        return new Attempt(kind, bytes, true, halfClose, stream);
    }

    Attempt brokenOff() {
        return new Attempt(kind, bytes, true, true, stream);
    }

    Attempt streaming() {
        return new Attempt(kind, bytes, mayHangUp, halfClose, true);
    }
}
