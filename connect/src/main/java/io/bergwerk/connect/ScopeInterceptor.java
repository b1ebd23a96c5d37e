package io.bergwerk.connect;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/// The outermost interceptor: ties a gRPC call to its [CallScope] and runs everything inside in the scope's context.
final class ScopeInterceptor implements ServerInterceptor {
    private final Failures failures;

    ScopeInterceptor(Failures failures) {
        this.failures = failures;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var ctx = ServiceRequestContext.current();
        var scope = CallScope.of(ctx);
        var scoped = new ScopedCall<>(call, scope, ctx.eventLoop(), failures);
        try {
            return new ScopedListener<>(Contexts.interceptCall(scope.context(), scoped, headers, next), scoped, scope);
        } catch (RuntimeException e) {
            scoped.fail(e);
            return new ServerCall.Listener<>() {};
        }
    }
}
