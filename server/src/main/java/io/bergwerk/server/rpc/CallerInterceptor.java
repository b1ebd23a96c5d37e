package io.bergwerk.server.rpc;

import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.Caller;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/// Tells the log line who calls. Stands inside of authentication.
public final class CallerInterceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var record = CallRecord.current();
        if (record != null && CallContext.caller() instanceof Caller.SignedIn caller) {
            record.user(caller.user().value());
        }
        return next.startCall(call, headers);
    }
}
