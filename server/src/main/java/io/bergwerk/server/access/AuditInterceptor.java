package io.bergwerk.server.access;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Stands outermost, around all checks of a call and around what turns failures into answers: so it sees every
/// result.
///
/// Its counterpart [#beforeHandler] stands innermost, behind all checks. In between, from the outside: request
/// id and failures, [AuthenticationInterceptor], [AuthorizationInterceptor], message rules.
public final class AuditInterceptor implements ServerInterceptor {
    private final MethodTable methods;
    private final AuditHook hook;

    public AuditInterceptor(MethodTable methods, AuditHook hook) {
        this.methods = methods;
        this.hook = hook;
    }

    /// The innermost interceptor: leaves the trace of a request that is about to be carried out.
    public ServerInterceptor beforeHandler() {
        return new BeforeHandler(hook);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var rule = methods.require(call.getMethodDescriptor());
        var trail = new AuditTrail(rule.path(), rule.audited());
        var context = Context.current().withValue(AuditTrail.KEY, trail);
        if (!rule.audited()) {
            return Contexts.interceptCall(context, call, headers, next);
        }
        var watched = new Watched<>(call, trail, context);
        return new SimpleForwardingServerCallListener<>(Contexts.interceptCall(context, watched, headers, next)) {
            @Override
            public void onCancel() {
                watched.answered(Status.Code.CANCELLED);
                super.onCancel();
            }
        };
    }

    /// A call whose end is seen once, whether it is closed or its client goes away first.
    private final class Watched<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final AuditTrail trail;
        private final Context context;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable Message answer;

        Watched(ServerCall<Q, A> delegate, AuditTrail trail, Context context) {
            super(delegate);
            this.trail = trail;
            this.context = context;
        }

        @Override
        public void sendMessage(A message) {
            if (getMethodDescriptor().getType().serverSendsOneMessage() && message instanceof Message sent) {
                answer = sent;
            }
            super.sendMessage(message);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            answered(status.getCode());
            super.close(status, trailers);
        }

        void answered(Status.Code result) {
            if (ended.compareAndSet(false, true)) {
                var sent = result == Status.Code.OK ? Optional.ofNullable(answer) : Optional.<Message>empty();
                context.run(() -> hook.answered(trail, sent, result));
            }
        }
    }

    private record BeforeHandler(AuditHook hook) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                @Override
                public void onMessage(Q message) {
                    var trail = AuditTrail.current();
                    if (trail.audited() && message instanceof Message request) {
                        hook.requested(trail, request);
                        trail.traced();
                    }
                    super.onMessage(message);
                }
            };
        }
    }
}
