package io.bergwerk.server.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A call that says once how it ended: to the caller, to the metrics and to the log.
final class ReportedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private static final Logger LOG = LoggerFactory.getLogger("io.bergwerk.request");

    private final CallRecord record;
    private final CallTimers timers;
    private final LongSupplier nanoTime;
    private final AtomicBoolean ended = new AtomicBoolean();

    ReportedCall(ServerCall<Q, A> call, CallRecord record, CallTimers timers, LongSupplier nanoTime) {
        super(call);
        this.record = record;
        this.timers = timers;
        this.nanoTime = nanoTime;
    }

    boolean ended() {
        return ended.get();
    }

    /// Handlers that answer by callback hand their failure over as a status with a cause.
    @Override
    public void close(Status status, Metadata trailers) {
        var cause = status.getCause();
        if (status.getCode() == Status.Code.UNKNOWN && cause != null) {
            fail(cause);
        } else {
            end(status, trailers, "");
        }
    }

    void fail(Throwable thrown) {
        var known = Failures.forCaller(thrown);
        if (known.isPresent()) {
            var failure = Failures.of(known.get());
            end(failure.status(), failure.trailers(), known.get().detail());
            return;
        }
        var status = Status.fromThrowable(thrown);
        if (status.getCode() != Status.Code.UNKNOWN && status.getCode() != Status.Code.INTERNAL) {
            end(status, new Metadata(), "");
            return;
        }
        LOG.atError()
                .addKeyValue("request", record.info().requestId())
                .addKeyValue("method", record.path())
                .setCause(thrown)
                .log("call failed by a fault of ours; its caller sees the request id");
        var failure = Failures.internal(record.info().requestId());
        end(failure.status(), failure.trailers(), "");
    }

    void cancelled() {
        if (ended.compareAndSet(false, true)) {
            report(Status.CANCELLED, "the client went away");
        }
    }

    private void end(Status status, Metadata trailers, String detail) {
        if (ended.compareAndSet(false, true)) {
            report(status, detail);
            super.close(status.withCause(null), trailers);
        }
    }

    private void report(Status status, String detail) {
        var took = Duration.ofNanos(nanoTime.getAsLong() - record.startedNanos());
        timers.of(record, status.getCode()).record(took);
        log(status, took, detail);
    }

    private void log(Status status, Duration took, String detail) {
        var line = LOG.atInfo()
                .addKeyValue("request", record.info().requestId())
                .addKeyValue("method", record.path())
                .addKeyValue("code", status.getCode())
                .addKeyValue("us", took.toNanos() / 1000)
                .addKeyValue("protocol", record.info().protocol().label())
                .addKeyValue("address", record.info().clientAddress());
        if (!record.user().isEmpty()) {
            line = line.addKeyValue("user", record.user());
        }
        if (!detail.isEmpty()) {
            line = line.addKeyValue("detail", detail);
        }
        line.log("call");
    }
}
