package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;

/// Turns a request's headers into those of the gRPC request made of it in process.
final class GrpcRequests {
    private GrpcRequests() {}

    /// The client's own headers stay; what belongs to the transport between it and us goes, and so does whatever
    /// would mean something else to gRPC.
    static RequestHeaders headers(RequestHeaders original, String path, String contentType) {
        var headers = original.toBuilder().method(HttpMethod.POST).path(path);
        for (var name : original.names()) {
            var text = name.toString();
            if (text.startsWith("connect-") || text.startsWith("grpc-")) {
                headers.remove(name);
            }
        }
        headers.remove("content-length");
        headers.remove("content-encoding");
        headers.remove("accept-encoding");
        headers.set("content-type", contentType);
        return headers.build();
    }

    /// Lets gRPC compress the answer's messages.
    static RequestHeaders withGzip(RequestHeaders headers) {
        return headers.toBuilder().set("grpc-accept-encoding", Encodings.GZIP).build();
    }
}
