package io.bergwerk.connect;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpServiceWithRoutes;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.Set;

/// Sorts requests by method and content type, and opens a [CallScope] for each that is a call.
final class Dispatcher extends SimpleDecoratingHttpService implements HttpServiceWithRoutes {
    private static final WireFormat GET_ERRORS = new WireFormat(WireFormat.Kind.CONNECT_UNARY, Codec.JSON);

    private final GrpcService grpc;
    private final Map<String, ServerMethodDefinition<?, ?>> methods;
    private final CallOpener opener;
    private final OpenCalls calls;
    private final Answers answers;
    private final Failures failures;
    private final UnaryBridge unary;
    private final StreamBridge streams;
    private final GrpcBridge framed;

    Dispatcher(
            GrpcService grpc,
            Map<String, ServerMethodDefinition<?, ?>> methods,
            CallOpener opener,
            OpenCalls calls,
            JsonMappings json,
            Answers answers,
            Failures failures,
            int maxMessageBytes) {
        super(grpc);
        this.grpc = grpc;
        this.methods = Map.copyOf(methods);
        this.opener = opener;
        this.calls = calls;
        this.answers = answers;
        this.failures = failures;
        this.unary = new UnaryBridge(json, answers, failures, maxMessageBytes);
        var streaming = new EarlyHeaders(grpc);
        this.streams = new StreamBridge(streaming, answers, failures, maxMessageBytes);
        this.framed = new GrpcBridge(streaming, maxMessageBytes);
    }

    @Override
    public Set<Route> routes() {
        return grpc.routes();
    }

    /// Always a stream: Armeria would gather a unary request's body before anybody could say that it is too large.
    @Override
    public ExchangeType exchangeType(RoutingContext routing) {
        return ExchangeType.BIDI_STREAMING;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        var definition = methods.get(ctx.path());
        if (definition == null) {
            return HttpResponse.of(HttpStatus.NOT_FOUND);
        }
        var method = definition.getMethodDescriptor();
        var query = ctx.query();
        if (request.method() == HttpMethod.GET && takesGet(method) && query != null) {
            return attempt(ctx, GET_ERRORS, () -> get(ctx, request, definition, query));
        }
        return request.method() == HttpMethod.POST ? post(ctx, request, definition) : methodNotAllowed(method);
    }

    private HttpResponse get(
            ServiceRequestContext ctx, HttpRequest request, ServerMethodDefinition<?, ?> method, String rawQuery) {
        var query = GetQuery.parse(rawQuery);
        var scope = opener.open(ctx, request.headers(), method.getMethodDescriptor(), Protocol.CONNECT);
        return tracked(scope, unary.get(ctx, request, scope, method, query));
    }

    private HttpResponse post(ServiceRequestContext ctx, HttpRequest request, ServerMethodDefinition<?, ?> definition) {
        var method = definition.getMethodDescriptor();
        var format = WireFormat.parse(request.headers().get("content-type", ""))
                .filter(known -> suits(known, method.getType()));
        return format.isEmpty()
                ? unsupportedMediaType(method)
                : attempt(ctx, format.get(), () -> call(ctx, request, definition, format.get()));
    }

    private HttpResponse call(
            ServiceRequestContext ctx, HttpRequest request, ServerMethodDefinition<?, ?> definition, WireFormat format)
            throws Exception {
        var method = definition.getMethodDescriptor();
        var scope = opener.open(ctx, request.headers(), method, format.kind().protocol());
        var type = method.getType();
        return tracked(
                scope,
                switch (format.kind()) {
                    case CONNECT_UNARY -> unary.post(ctx, request, scope, definition, format.codec());
                    case CONNECT_STREAM -> streams.post(ctx, request, scope, format, type);
                    case GRPC, GRPC_WEB, GRPC_WEB_TEXT -> framed.post(ctx, request, scope, format, type);
                });
    }

    private HttpResponse tracked(CallScope scope, HttpResponse response) {
        calls.add(scope);
        var _ = response.whenComplete().handle((_, cause) -> {
            calls.remove(scope);
            scope.release(cause);
            return null;
        });
        return response;
    }

    private HttpResponse attempt(ServiceRequestContext ctx, WireFormat format, Attempt attempt) {
        try {
            return attempt.run();
        } catch (StatusRuntimeException e) {
            return answers.refusal(format, e.getStatus());
        } catch (Exception e) {
            return answers.refusal(format, failures.of(ctx, e));
        }
    }

    private static boolean suits(WireFormat format, MethodType type) {
        return switch (format.kind()) {
            case CONNECT_UNARY -> type == MethodType.UNARY;
            case CONNECT_STREAM -> type != MethodType.UNARY;
            case GRPC, GRPC_WEB, GRPC_WEB_TEXT -> true;
        };
    }

    private static boolean takesGet(MethodDescriptor<?, ?> method) {
        return method.isSafe() && method.getType() == MethodType.UNARY;
    }

    private static HttpResponse methodNotAllowed(MethodDescriptor<?, ?> method) {
        var allowed = takesGet(method) ? "GET, POST" : "POST";
        return HttpResponse.of(ResponseHeaders.of(HttpStatus.METHOD_NOT_ALLOWED, "allow", allowed));
    }

    private static HttpResponse unsupportedMediaType(MethodDescriptor<?, ?> method) {
        var accepted = WireFormat.accepted(method.getType() != MethodType.UNARY);
        return HttpResponse.of(ResponseHeaders.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "accept-post", accepted));
    }

    @FunctionalInterface
    private interface Attempt {
        HttpResponse run() throws Exception;
    }
}
