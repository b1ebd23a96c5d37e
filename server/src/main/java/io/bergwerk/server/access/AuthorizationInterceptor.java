package io.bergwerk.server.access;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/// Checks each call once its request is there, and leaves the proof in the context of everything that follows.
///
/// Works alike for unary calls and server streams; failures are thrown out of `onMessage`, and the refused call
/// reaches nobody behind this.
public final class AuthorizationInterceptor implements ServerInterceptor {
    private final MethodTable methods;
    private final Authorizer authorizer;
    private final StreamGuards guards;

    public AuthorizationInterceptor(MethodTable methods, Authorizer authorizer, StreamGuards guards) {
        this.methods = methods;
        this.authorizer = authorizer;
        this.guards = guards;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var rule = methods.require(call.getMethodDescriptor());
        return new Checked<>(next.startCall(call, headers), rule);
    }

    private final class Checked<Q> extends SimpleForwardingServerCallListener<Q> {
        private final MethodRule rule;
        private Context context = Context.current();
        private boolean admitted;
        private boolean refused;

        Checked(ServerCall.Listener<Q> delegate, MethodRule rule) {
            super(delegate);
            this.rule = rule;
        }

        @Override
        public void onMessage(Q message) {
            if (refused) {
                return;
            }
            if (!admitted && message instanceof Message request) {
                refused = true; // unless the next line returns
                context = admit(request);
                refused = false;
                admitted = true;
            }
            context.run(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                context.run(super::onHalfClose);
            }
        }

        @Override
        public void onReady() {
            if (!refused) {
                context.run(super::onReady);
            }
        }

        @Override
        public void onCancel() {
            context.run(super::onCancel);
        }

        @Override
        public void onComplete() {
            context.run(super::onComplete);
        }

        private Context admit(Message request) {
            var rights = CallContext.rights();
            var trail = AuditTrail.current();
            rights.ifPresent(known -> trail.aimsAt(known.now(), rule, request));
            var proven = authorizer.authorize(context, rule, rights, request);
            trail.subjectIs(proven);
            return proven.withValue(CallContext.GUARD, guards.of(rule, rights, request));
        }
    }
}
