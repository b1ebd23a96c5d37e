package io.bergwerk.server.rpc;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/// Refuses messages that break their rules before any handler sees them.
public final class RulesInterceptor implements ServerInterceptor {
    private final MessageRules rules;

    public RulesInterceptor(MessageRules rules) {
        this.rules = rules;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                if (message instanceof Message proto) {
                    rules.check(proto);
                }
                super.onMessage(message);
            }
        };
    }
}
