package io.bergwerk.connect;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Connect's unary calls: a bare message in a body or a query becomes a gRPC request with one envelope, and gRPC's
/// answer a bare message or an error as JSON.
final class UnaryBridge {
    /// Below this, gzip's own bytes and time are not worth it.
    private static final int COMPRESS_FROM_BYTES = 1024;

    private final HttpService grpc;
    private final Answers answers;
    private final Failures failures;
    private final int maxMessageBytes;

    UnaryBridge(HttpService grpc, Answers answers, Failures failures, int maxMessageBytes) {
        this.grpc = grpc;
        this.answers = answers;
        this.failures = failures;
        this.maxMessageBytes = maxMessageBytes;
    }

    HttpResponse post(ServiceRequestContext ctx, HttpRequest request, CallScope scope, Codec codec) {
        var gzip = Encodings.requireGzipOrIdentity(request.headers().get("content-encoding"));
        var body = BodyCollector.collect(request, maxMessageBytes, ctx.eventLoop());
        scope.whenEnded(status -> body.completeExceptionally(status.asRuntimeException()));
        var message = body.thenApply(bytes -> gzip ? Gzip.inflate(bytes, maxMessageBytes) : bytes);
        return answer(ctx, request, scope, codec, message);
    }

    HttpResponse get(ServiceRequestContext ctx, HttpRequest request, CallScope scope, GetQuery query) {
        var gzip = Encodings.requireGzipOrIdentity(query.compression());
        var sent = query.message().toByteArray();
        var message = gzip ? Gzip.inflate(sent, maxMessageBytes) : sent;
        return answer(ctx, request, scope, query.codec(), CompletableFuture.completedFuture(message));
    }

    private HttpResponse answer(
            ServiceRequestContext ctx,
            HttpRequest request,
            CallScope scope,
            Codec codec,
            CompletableFuture<byte[]> message) {
        var answer = message.thenCompose(bytes -> call(ctx, request, codec, bytes))
                .thenApply(response -> toConnect(request, scope, codec, response))
                .exceptionally(cause -> failed(ctx, cause));
        return HttpResponse.of(answer);
    }

    private CompletableFuture<AggregatedHttpResponse> call(
            ServiceRequestContext ctx, HttpRequest request, Codec codec, byte[] message) {
        if (codec == Codec.JSON && message.length == 0) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("message: empty (expected: a JSON object)")
                    .asRuntimeException();
        }
        var headers = GrpcRequests.headers(request.headers(), ctx.path(), "application/grpc+" + codec.label());
        var framed = HttpRequest.of(headers, HttpData.wrap(Envelope.wrap(0, message)));
        try {
            return grpc.serve(ctx, framed).aggregate(ctx.eventLoop());
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private HttpResponse toConnect(HttpRequest request, CallScope scope, Codec codec, AggregatedHttpResponse response) {
        var outcome = Outcome.isTrailersOnly(response.headers())
                ? Outcome.ofTrailersOnly(response.headers(), scope.sentHeaders())
                : Outcome.of(response.headers(), response.trailers());
        if (!outcome.status().isOk()) {
            return answers.unaryError(outcome);
        }
        var framed = response.content().array();
        var message = Arrays.copyOfRange(framed, Math.min(Envelope.HEADER_BYTES, framed.length), framed.length);
        return success(request, codec, outcome, message);
    }

    private static HttpResponse success(HttpRequest request, Codec codec, Outcome outcome, byte[] message) {
        var headers = ResponseHeaders.builder(200);
        headers.set("content-type", "application/" + codec.label());
        headers.set("accept-encoding", Encodings.SUPPORTED);
        Answers.addMetadata(headers, outcome);
        var body = message;
        if (message.length >= COMPRESS_FROM_BYTES) {
            headers.add("vary", "accept-encoding");
            if (Encodings.acceptsGzip(request.headers().get("accept-encoding"))) {
                headers.set("content-encoding", Encodings.GZIP);
                body = Gzip.deflate(message);
            }
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(body));
    }

    private HttpResponse failed(ServiceRequestContext ctx, Throwable cause) {
        return answers.refusal(new WireFormat(WireFormat.Kind.CONNECT_UNARY, Codec.JSON), failures.of(ctx, cause));
    }
}
