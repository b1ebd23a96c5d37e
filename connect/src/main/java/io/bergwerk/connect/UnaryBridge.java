package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/// Connect's unary calls: a bare message in a body or a query goes to the method's handler, and its answer back as a
/// bare message or an error as JSON.
final class UnaryBridge {
    /// Below this, gzip's own bytes and time are not worth it.
    private static final int COMPRESS_FROM_BYTES = 1024;

    private final JsonMappings json;
    private final Answers answers;
    private final Failures failures;
    private final int maxMessageBytes;

    UnaryBridge(JsonMappings json, Answers answers, Failures failures, int maxMessageBytes) {
        this.json = json;
        this.answers = answers;
        this.failures = failures;
        this.maxMessageBytes = maxMessageBytes;
    }

    HttpResponse post(
            ServiceRequestContext ctx,
            HttpRequest request,
            CallScope scope,
            ServerMethodDefinition<?, ?> method,
            Codec codec) {
        var gzip = Encodings.requireGzipOrIdentity(request.headers().get("content-encoding"));
        var metadata = RequestMetadata.of(request.headers());
        var body = BodyCollector.collect(request, maxMessageBytes, ctx.eventLoop());
        return answer(ctx, request, scope, method, codec, metadata, body, gzip);
    }

    HttpResponse get(
            ServiceRequestContext ctx,
            HttpRequest request,
            CallScope scope,
            ServerMethodDefinition<?, ?> method,
            GetQuery query) {
        var gzip = Encodings.requireGzipOrIdentity(query.compression());
        var metadata = RequestMetadata.of(request.headers());
        var message = CompletableFuture.completedFuture(query.message().toByteArray());
        return answer(ctx, request, scope, method, query.codec(), metadata, message, gzip);
    }

    private <Q, A> HttpResponse answer(
            ServiceRequestContext ctx,
            HttpRequest request,
            CallScope scope,
            ServerMethodDefinition<Q, A> method,
            Codec codec,
            Metadata metadata,
            CompletableFuture<byte[]> sent,
            boolean gzip) {
        var executor = ctx.blockingTaskExecutor().withoutContext();
        var call = new UnaryCall<>(method, scope, failures, executor);
        var answer = call.result().thenApply(result -> toConnect(ctx, request, method, codec, result));
        var _ = sent.whenComplete((bytes, cause) -> {
            if (cause == null) {
                call.start(metadata, () -> read(ctx, method.getMethodDescriptor(), codec, gzip, bytes));
            } else {
                call.close(failures.of(ctx, cause), new Metadata());
            }
        });
        return HttpResponse.of(answer);
    }

    private <Q> Q read(
            ServiceRequestContext ctx, MethodDescriptor<Q, ?> method, Codec codec, boolean gzip, byte[] sent) {
        var message = gzip ? Gzip.inflate(sent, maxMessageBytes) : sent;
        try {
            return codec == Codec.JSON ? readJson(method, message) : method.parseRequest(input(message));
        } catch (IOException | RuntimeException e) {
            throw failures.unreadable(ctx, e);
        }
    }

    private <Q> Q readJson(MethodDescriptor<Q, ?> method, byte[] message) throws IOException {
        if (message.length == 0) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("message: empty (expected: a JSON object)")
                    .asRuntimeException();
        }
        return json.of(method).deserializeMessage(method.getRequestMarshaller(), input(message));
    }

    private static ByteArrayInputStream input(byte[] message) {
        return new ByteArrayInputStream(message);
    }

    private <A> HttpResponse toConnect(
            ServiceRequestContext ctx,
            HttpRequest request,
            ServerMethodDefinition<?, A> method,
            Codec codec,
            UnaryCall.Result<A> result) {
        var message = result.message();
        if (message == null) {
            return answers.unaryError(result.outcome());
        }
        try {
            return success(request, codec, result.outcome(), bytes(method.getMethodDescriptor(), codec, message));
        } catch (IOException | RuntimeException e) {
            return answers.unaryError(Outcome.of(failures.of(ctx, e), new Metadata(), new Metadata()));
        }
    }

    private <A> byte[] bytes(MethodDescriptor<?, A> method, Codec codec, A message) throws IOException {
        if (codec == Codec.JSON) {
            var bytes = new ByteArrayOutputStream();
            json.of(method).serializeMessage(method.getResponseMarshaller(), message, bytes);
            return bytes.toByteArray();
        }
        try (var stream = method.streamResponse(message)) {
            return stream instanceof KnownLength ? stream.readNBytes(stream.available()) : stream.readAllBytes();
        }
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
}
