package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SplitHttpResponse;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.MethodDescriptor.MethodType;
import java.util.List;

/// Connect's streams: the envelopes are gRPC's, so messages pass through; headers get other names, and gRPC's trailers
/// become the last envelope.
final class StreamBridge {
    private final HttpService grpc;
    private final Answers answers;
    private final Failures failures;
    private final int maxMessageBytes;

    StreamBridge(HttpService grpc, Answers answers, Failures failures, int maxMessageBytes) {
        this.grpc = grpc;
        this.answers = answers;
        this.failures = failures;
        this.maxMessageBytes = maxMessageBytes;
    }

    HttpResponse post(
            ServiceRequestContext ctx, HttpRequest request, CallScope scope, WireFormat format, MethodType type)
            throws Exception {
        var original = request.headers();
        var gzip = Encodings.requireGzipOrIdentity(original.get("connect-content-encoding"));
        var headers = GrpcRequests.headers(
                original, ctx.path(), "application/grpc+" + format.codec().label());
        if (Encodings.acceptsGzip(original.get("connect-accept-encoding"))) {
            headers = GrpcRequests.withGzip(headers);
        }
        var envelopes = request.decode(new RequestEnvelopes(scope, type, gzip, maxMessageBytes), ctx.alloc());
        var split = grpc.serve(ctx, HttpRequest.of(headers, envelopes)).split();
        return HttpResponse.of(split.headers()
                .thenApply(answer -> toConnect(ctx, scope, format, answer, split))
                .exceptionally(cause -> answers.refusal(format, failures.of(ctx, cause))));
    }

    private HttpResponse toConnect(
            ServiceRequestContext ctx,
            CallScope scope,
            WireFormat format,
            ResponseHeaders answer,
            SplitHttpResponse split) {
        if (Outcome.isTrailersOnly(answer)) {
            split.body().abort();
            var outcome = Outcome.ofTrailersOnly(answer, scope.sentHeaders());
            return HttpResponse.of(headers(format, answer, outcome), answers.endOfStream(outcome));
        }
        var started = Outcome.of(answer, HttpHeaders.of());
        return HttpResponse.of(headers(format, answer, started), messages(ctx, split));
    }

    private static ResponseHeaders headers(WireFormat format, ResponseHeaders answer, Outcome outcome) {
        var headers = Answers.streamHeaders(format);
        var encoding = answer.get("grpc-encoding", Encodings.IDENTITY);
        if (!encoding.equals(Encodings.IDENTITY)) {
            headers.set("connect-content-encoding", encoding);
        }
        outcome.headers().forEach(field -> headers.add(field.name(), field.value()));
        return headers.build();
    }

    /// The messages and then the outcome; also after a failure within Armeria, as a client takes a stream that just
    /// stops for a broken connection.
    private StreamMessage<HttpObject> messages(ServiceRequestContext ctx, SplitHttpResponse split) {
        var outcome = split.trailers()
                .thenApply(trailers ->
                        StreamMessage.<HttpObject>of(answers.endOfStream(Outcome.of(HttpHeaders.of(), trailers))));
        return StreamMessage.<HttpObject>concat(split.body(), StreamMessage.of(outcome))
                .recoverAndResume(cause -> StreamMessage.of(endAfter(ctx, cause)));
    }

    private HttpData endAfter(ServiceRequestContext ctx, Throwable cause) {
        var status = failures.of(ctx, cause);
        return answers.endOfStream(new Outcome(status, List.of(), List.of(), List.of()));
    }
}
