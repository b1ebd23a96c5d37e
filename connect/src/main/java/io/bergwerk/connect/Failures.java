package io.bergwerk.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.linecorp.armeria.common.util.Exceptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides what a caller learns of a failure. A status that a handler chose goes out as it is; whatever else was
/// thrown becomes `INTERNAL` with the request's id, and is logged here.
final class Failures implements GrpcExceptionHandlerFunction {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    /// The status for the wire: without a cause, and without any text that an unforeseen exception brought.
    Status translate(CallScope scope, Status status) {
        var cause = status.getCause();
        if (cause == null) {
            return status;
        }
        if (status.getCode() == Status.Code.UNKNOWN && status.getDescription() == null) {
            return unforeseen(scope.info().requestId(), cause);
        }
        return status.withCause(null);
    }

    /// The status for a failure outside the gRPC layer.
    Status of(RequestContext ctx, Throwable failure) {
        var cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof StatusRuntimeException known
                ? known.getStatus().withCause(null)
                : apply(ctx, Status.UNKNOWN, cause, new Metadata());
    }

    /// What ends a call whose message cannot be read.
    StatusRuntimeException unreadable(RequestContext ctx, Throwable failure) {
        return apply(ctx, Status.fromThrowable(failure), failure, new Metadata())
                .asRuntimeException();
    }

    /// Armeria asks here for what it met itself, mostly messages that cannot be read.
    @Override
    public Status apply(RequestContext ctx, Status status, Throwable cause, Metadata metadata) {
        for (var inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof InvalidProtocolBufferException || inner instanceof JsonProcessingException) {
                return Status.INVALID_ARGUMENT.withDescription("message: cannot be read");
            }
            if (inner instanceof ResponseCompleteException || Exceptions.isStreamCancelling(inner)) {
                return Status.CANCELLED.withDescription("the client is gone");
            }
        }
        if (status.getCode() == Status.Code.UNKNOWN || status.getCode() == Status.Code.INTERNAL) {
            return unforeseen(ctx.id().text(), cause);
        }
        return status.withCause(null);
    }

    private static Status unforeseen(String requestId, Throwable cause) {
        log.atError().addKeyValue("request", requestId).setCause(cause).log("call failed; its caller sees the id");
        return Status.INTERNAL.withDescription("internal error (request %s)".formatted(requestId));
    }
}
