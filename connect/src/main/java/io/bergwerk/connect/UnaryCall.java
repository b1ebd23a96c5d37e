package io.bergwerk.connect;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A unary call in process, from a message that is there as a whole to one answer.
///
/// It is closed by its handler or from outside of it, whichever comes first; what comes after that is dropped, since a
/// handler cannot know that its call was ended meanwhile. The listener's events come one after the other; it is told
/// that the call was cancelled if anybody but the handler ended it.
final class UnaryCall<Q, A> extends ServerCall<Q, A> {
    /// @param message null if the outcome is a failure
    record Result<A>(Outcome outcome, @Nullable A message) {}

    private static final Status CLIENT_GONE = Status.CANCELLED.withDescription("the client is gone");

    private final MethodDescriptor<Q, A> method;
    private final ServerCallHandler<Q, A> handler;
    private final CallScope scope;
    private final Failures failures;
    private final Executor executor;
    private final CompletableFuture<Result<A>> result = new CompletableFuture<>();
    private Metadata sentHeaders = new Metadata();
    private @Nullable A message;
    private volatile @Nullable Listener<Q> listener;
    private boolean closed;
    private boolean cancelled;
    private boolean running;

    /// @param executor runs the handler, which may block
    UnaryCall(ServerMethodDefinition<Q, A> method, CallScope scope, Failures failures, Executor executor) {
        this.method = method.getMethodDescriptor();
        this.handler = method.getServerCallHandler();
        this.scope = scope;
        this.failures = failures;
        this.executor = executor;
        scope.whenEnded(this::cancel);
        scope.context().addListener(_ -> cancel(CLIENT_GONE), Runnable::run);
    }

    CompletableFuture<Result<A>> result() {
        return result;
    }

    /// Gives the request to the handler, on the executor.
    ///
    /// @param request reads the message; what it throws ends the call
    void start(Metadata headers, Supplier<Q> request) {
        executor.execute(() -> scope.context().run(() -> run(headers, request)));
    }

    private void run(Metadata headers, Supplier<Q> request) {
        synchronized (this) {
            if (closed) {
                return;
            }
            running = true;
        }
        try {
            var told = handler.startCall(this, headers);
            listener = told;
            if (!isClosed()) {
                told.onMessage(request.get());
            }
            if (!isClosed()) {
                told.onHalfClose();
            }
        } catch (RuntimeException | Error e) {
            var trailers = Status.trailersFromThrowable(e);
            var status = failures.translate(scope, Status.fromThrowable(e));
            end(status, trailers == null ? new Metadata() : trailers, true);
        } finally {
            returned();
        }
    }

    private void returned() {
        synchronized (this) {
            running = false;
            if (!closed) {
                return; // the handler answers later
            }
        }
        tellEnd();
    }

    @Override
    public void request(int messages) {
        // the only one comes anyway
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        sentHeaders = headers;
    }

    @Override
    public synchronized void sendMessage(A answer) {
        message = answer;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        end(failures.translate(scope, status), trailers, false);
    }

    private void cancel(Status status) {
        end(status, new Metadata(), true);
    }

    private void end(Status status, Metadata trailers, boolean fromOutside) {
        Result<A> ended;
        boolean idle;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            cancelled = fromOutside;
            idle = !running && listener != null;
            ended = result(status, trailers);
        }
        result.complete(ended);
        if (idle) {
            executor.execute(() -> scope.context().run(this::tellEnd));
        }
    }

    private Result<A> result(Status status, Metadata trailers) {
        if (!status.isOk()) {
            return new Result<>(Outcome.of(status, sentHeaders, trailers), null);
        }
        if (message == null) {
            var silent = Status.INTERNAL.withDescription("the handler ended the call without an answer");
            return new Result<>(Outcome.of(silent, sentHeaders, trailers), null);
        }
        return new Result<>(Outcome.of(status, sentHeaders, trailers), message);
    }

    private void tellEnd() {
        var told = listener;
        if (told == null) {
            return; // it was refused before anybody listened
        }
        if (cancelled) {
            told.onCancel();
        } else {
            told.onComplete();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public MethodDescriptor<Q, A> getMethodDescriptor() {
        return method;
    }
}
