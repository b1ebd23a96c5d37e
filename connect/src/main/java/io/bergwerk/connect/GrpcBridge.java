package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.MethodDescriptor.MethodType;
import java.util.Base64;

/// gRPC and gRPC-Web as they come, with the same checks of envelopes and encodings as Connect's streams.
///
/// gRPC-Web's text form is only base64 around the binary one, so it is taken off and put on here.
final class GrpcBridge {
    private final HttpService grpc;
    private final int maxMessageBytes;

    GrpcBridge(HttpService grpc, int maxMessageBytes) {
        this.grpc = grpc;
        this.maxMessageBytes = maxMessageBytes;
    }

    HttpResponse post(
            ServiceRequestContext ctx, HttpRequest request, CallScope scope, WireFormat format, MethodType type)
            throws Exception {
        var original = request.headers();
        var gzip = Encodings.requireGzipOrIdentity(original.get("grpc-encoding"));
        var headers = GrpcRequests.headers(original, ctx.path(), binary(format).contentType());
        if (Encodings.acceptsGzip(original.get("grpc-accept-encoding"))) {
            headers = GrpcRequests.withGzip(headers);
        }
        var checks = new RequestEnvelopes(scope, type, gzip, maxMessageBytes);
        var text = format.kind() == WireFormat.Kind.GRPC_WEB_TEXT;
        var envelopes = request.decode(text ? new Base64Envelopes(checks, scope) : checks, ctx.alloc());
        var answer = withStreamHeaders(grpc.serve(ctx, HttpRequest.of(headers, envelopes)), type);
        return text ? toText(answer, format) : answer;
    }

    private static WireFormat binary(WireFormat format) {
        return format.kind() == WireFormat.Kind.GRPC_WEB_TEXT
                ? new WireFormat(WireFormat.Kind.GRPC_WEB, format.codec())
                : format;
    }

    private static HttpResponse withStreamHeaders(HttpResponse answer, MethodType type) {
        return type == MethodType.UNARY
                ? answer
                : answer.mapHeaders(headers -> headers.withMutations(mutable -> {
                    mutable.set("cache-control", "no-cache");
                    mutable.set("x-accel-buffering", "no");
                }));
    }

    /// Each chunk is padded on its own, which the text form allows.
    private static HttpResponse toText(HttpResponse answer, WireFormat format) {
        return answer.mapHeaders(headers -> headers.withMutations(mutable -> {
                    mutable.set("content-type", format.contentType());
                    mutable.remove("content-length");
                }))
                .mapData(GrpcBridge::encode);
    }

    private static HttpData encode(HttpData binary) {
        try (binary) {
            return HttpData.wrap(Base64.getEncoder().encode(binary.array()));
        }
    }
}
