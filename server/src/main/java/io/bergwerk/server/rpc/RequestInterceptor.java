package io.bergwerk.server.rpc;

import io.bergwerk.connect.CallInfo;
import io.bergwerk.server.access.CallContext;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/// The outermost interceptor of ours: begins the call's context, and sees that every end is mapped, counted and logged
/// exactly once.
public final class RequestInterceptor implements ServerInterceptor {
    private final CallTimers timers;
    private final LongSupplier nanoTime;

    /// @param nanoTime a clock that only goes forward, for durations
    public RequestInterceptor(MeterRegistry meters, LongSupplier nanoTime) {
        this.timers = new CallTimers(meters);
        this.nanoTime = nanoTime;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var info = CallInfo.current();
        var path = "/" + call.getMethodDescriptor().getFullMethodName();
        var record = new CallRecord(info, path, nanoTime.getAsLong());
        var reported = new ReportedCall<>(call, record, timers, nanoTime);
        var context = CallContext.begin(Context.current(), info.requestId(), info.clientAddress())
                .withValue(CallRecord.KEY, record);
        try {
            return new ReportedListener<>(Contexts.interceptCall(context, reported, headers, next), reported);
        } catch (RuntimeException e) {
            reported.fail(e);
            return new ServerCall.Listener<>() {};
        }
    }
}
