package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.Set;

/// Turns a request's headers into those of the gRPC request made of it in process.
final class GrpcRequests {
    private static final Set<String> TRANSPORT = Set.of("content-length", "content-encoding", "accept-encoding");

    private GrpcRequests() {}

    /// The client's own headers stay; what belongs to the transport between it and us goes, and so does whatever
    /// would mean something else to gRPC.
    static RequestHeaders headers(RequestHeaders original, String path, String contentType) {
        var headers = original.toBuilder().method(HttpMethod.POST).path(path);
        for (var name : original.names()) {
            if (belongsToTransport(name.toString())) {
                headers.remove(name);
            }
        }
        headers.set("content-type", contentType);
        return headers.build();
    }

    /// Whether a field is between the client and us, or would mean something else to gRPC.
    static boolean belongsToTransport(String name) {
        return name.startsWith("connect-") || name.startsWith("grpc-") || TRANSPORT.contains(name);
    }

    /// Lets gRPC compress the answer's messages.
    static RequestHeaders withGzip(RequestHeaders headers) {
        return headers.toBuilder().set("grpc-accept-encoding", Encodings.GZIP).build();
    }
}
