package io.bergwerk.connect;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One call from its first byte to its last: its gRPC context, and the one place where it is ended from outside its
/// handler (deadline passed, request broken, client gone, server stopping).
///
/// Safe for use by several threads; the first reason to end wins.
final class CallScope {
    private static final AttributeKey<CallScope> KEY = AttributeKey.valueOf(CallScope.class, "SCOPE");
    private static final Duration LONGEST = Duration.ofDays(365);

    private final MethodDescriptor<?, ?> method;
    private final CallInfo info;
    private final Context.CancellableContext context;
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private volatile @Nullable Metadata sentHeaders;
    private volatile boolean silentStart;

    private CallScope(MethodDescriptor<?, ?> method, CallInfo info, Context.CancellableContext context) {
        this.method = method;
        this.info = info;
        this.context = context;
    }

    /// Opens a call's scope and keeps it with the request.
    ///
    /// @param timeout from now on; null for none
    static CallScope open(
            ServiceRequestContext ctx, MethodDescriptor<?, ?> method, CallInfo info, @Nullable Duration timeout) {
        var base = Context.ROOT.withValue(CallInfo.KEY, info);
        var context = timeout == null
                ? base.withCancellation()
                : base.withDeadline(deadline(timeout), ctx.eventLoop().withoutContext());
        var scope = new CallScope(method, info, context);
        context.addListener(scope::onContextCancelled, Runnable::run);
        var _ = ctx.whenRequestCancelling().thenAccept(scope::release);
        ctx.setAttr(KEY, scope);
        return scope;
    }

    static CallScope of(ServiceRequestContext ctx) {
        var scope = ctx.attr(KEY);
        if (scope == null) {
            throw new IllegalStateException("the call did not come through the dispatcher: " + ctx);
        }
        return scope;
    }

    /// Ends the call with this status, unless something else has ended it before.
    void end(Status status) {
        if (ended.complete(status)) {
            context.cancel(status.asException());
        }
    }

    /// Gives the context up when the answer is out, or the client gone. A call that was ended from outside keeps that
    /// as its reason: its answer may be out before [#end] has come to cancel the context.
    void release(@Nullable Throwable cause) {
        var status = ended.getNow(null);
        context.cancel(status == null ? cause : status.asException());
    }

    /// Runs the action with the status once the call is ended from outside; at once if it already is.
    void whenEnded(Consumer<Status> action) {
        var _ = ended.thenAccept(action);
    }

    boolean isEnded() {
        return ended.isDone();
    }

    boolean isStreaming() {
        return method.getType() != MethodDescriptor.MethodType.UNARY;
    }

    Context.CancellableContext context() {
        return context;
    }

    CallInfo info() {
        return info;
    }

    /// The headers that the handler sent, apart from the trailers with which gRPC's short form mixes them.
    Metadata sentHeaders() {
        var headers = sentHeaders;
        return headers == null ? new Metadata() : headers;
    }

    void sentHeaders(Metadata headers) {
        sentHeaders = headers;
    }

    /// Whether the first message of the answer is empty, and only there for the headers to be sent.
    boolean isSilentStart() {
        return silentStart;
    }

    void startedSilently() {
        silentStart = true;
    }

    private void onContextCancelled(Context cancelled) {
        if (cancelled.cancellationCause() instanceof TimeoutException) {
            end(Status.DEADLINE_EXCEEDED.withDescription("the deadline passed before the call was done"));
        }
    }

    private static Deadline deadline(Duration timeout) {
        // a client may ask for 99,999,999 hours, which no long holds in nanoseconds
        var bounded = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
        return Deadline.after(bounded.toNanos(), TimeUnit.NANOSECONDS);
    }
}
