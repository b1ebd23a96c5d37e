package io.bergwerk.connect;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.util.concurrent.Executor;

/// A call that may be closed by its handler or by its scope, whichever comes first.
///
/// What comes after the close is dropped, since a handler cannot know that its call was ended meanwhile. Operations
/// reach Armeria's call in the order in which they got the lock: Armeria queues them on the event loop, and so do we
/// with a close that already comes from there.
final class ScopedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final CallScope scope;
    private final Executor eventLoop;
    private final Failures failures;
    private boolean closed;
    private boolean used;
    private boolean messageSent;
    private boolean started;

    ScopedCall(ServerCall<Q, A> call, CallScope scope, Executor eventLoop, Failures failures) {
        super(call);
        this.scope = scope;
        this.eventLoop = eventLoop;
        this.failures = failures;
        scope.whenEnded(this::endedFromOutside);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!closed && !started) {
            used = true;
            scope.sentHeaders(headers);
            super.sendHeaders(headers);
        }
    }

    /// Sends the headers of a server stream whose handler has returned and has said nothing yet: a client may wait for
    /// them for as long as the stream is silent. Armeria writes headers only together with a message, so it gets an
    /// empty one, which [EarlyHeaders] takes out again.
    synchronized void handlerReturned() {
        if (closed || messageSent || getMethodDescriptor().getType() != MethodType.SERVER_STREAMING) {
            return;
        }
        var empty = getMethodDescriptor().parseResponse(new ByteArrayInputStream(new byte[0]));
        if (!used) {
            sendHeaders(new Metadata());
        }
        started = true;
        scope.startedSilently();
        sendMessage(empty);
    }

    @Override
    public synchronized void sendMessage(A message) {
        if (!closed) {
            messageSent = true;
            super.sendMessage(message);
        }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!closed) {
            closed = true;
            super.close(failures.translate(scope, status), withUnsentHeaders(status, trailers));
        }
    }

    /// Closes the call after an exception that nobody inside caught.
    void fail(Throwable cause) {
        var trailers = Status.trailersFromThrowable(cause);
        close(Status.fromThrowable(cause), trailers == null ? new Metadata() : trailers);
    }

    @Override
    public boolean isCancelled() {
        return scope.isEnded() || super.isCancelled();
    }

    private synchronized void endedFromOutside(Status status) {
        if (closed) {
            return;
        }
        closed = true;
        if (used) {
            eventLoop.execute(() -> super.close(status, new Metadata()));
        } else {
            super.close(status, new Metadata()); // nothing is queued; Armeria must not get in before us
        }
    }

    /// A stream that fails before its first message answers in gRPC's short form, in which Armeria forgets the
    /// headers. The bridges of Connect and gRPC have them from the scope.
    private Metadata withUnsentHeaders(Status status, Metadata trailers) {
        if (status.isOk() || messageSent || !scope.isStreaming() || scope.info().protocol() != Protocol.GRPC_WEB) {
            return trailers;
        }
        var merged = new Metadata();
        merged.merge(scope.sentHeaders());
        merged.merge(trailers);
        return merged;
    }
}
