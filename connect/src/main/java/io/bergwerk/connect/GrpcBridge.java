package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.MethodDescriptor.MethodType;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// gRPC and gRPC-Web as they come, with the same checks of envelopes and encodings as Connect's streams.
///
/// gRPC-Web's text form is only base64 around the binary one, so it is taken off and put on here.
final class GrpcBridge {
    private static final Set<String> BELONGS_FIRST =
            Set.of(":status", "content-type", "grpc-encoding", "grpc-accept-encoding");

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
        var answer = grpc.serve(ctx, HttpRequest.of(headers, envelopes));
        if (type != MethodType.UNARY) {
            answer = unbuffered(answer, scope);
        }
        return text ? toText(answer, format) : answer;
    }

    private static WireFormat binary(WireFormat format) {
        return format.kind() == WireFormat.Kind.GRPC_WEB_TEXT
                ? new WireFormat(WireFormat.Kind.GRPC_WEB, format.codec())
                : format;
    }

    /// A stream's answer with headers for proxies. Where the handler sent headers and then failed before its first
    /// message, Armeria mixes both into one block, and clients would take headers for trailers: part them again.
    private static HttpResponse unbuffered(HttpResponse answer, CallScope scope) {
        var parted = new CompletableFuture<StreamMessage<HttpObject>>();
        var mapped = answer.mapHeaders(block -> {
            var headers = block.toBuilder();
            Answers.keepUnbuffered(headers);
            var sent = Outcome.metadata(scope.sentHeaders());
            if (scope.info().protocol() == Protocol.GRPC && Outcome.isTrailersOnly(block) && !sent.isEmpty()) {
                parted.complete(StreamMessage.of(trailers(block)));
                return headersOnly(block, sent);
            }
            parted.complete(StreamMessage.of());
            return headers.build();
        });
        return HttpResponse.of(StreamMessage.concat(mapped, StreamMessage.of(parted)));
    }

    private static HttpHeaders trailers(ResponseHeaders block) {
        var trailers = HttpHeaders.builder();
        block.forEach((name, value) -> {
            if (!BELONGS_FIRST.contains(name.toString())) {
                trailers.add(name, value);
            }
        });
        return trailers.build();
    }

    private static ResponseHeaders headersOnly(ResponseHeaders block, List<Outcome.Field> sent) {
        var headers = ResponseHeaders.builder(block.status());
        for (var name : BELONGS_FIRST) {
            block.getAll(name).forEach(value -> headers.set(name, value));
        }
        Answers.keepUnbuffered(headers);
        sent.forEach(field -> headers.add(field.name(), field.value()));
        return headers.build();
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
