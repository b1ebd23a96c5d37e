package io.bergwerk.server.rpc;

import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import build.buf.validate.Violation;
import build.buf.validate.Violations;
import com.google.protobuf.Any;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.FieldViolation;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.util.Optional;
import java.util.regex.Pattern;

/// Turns what was thrown into what the caller may see.
final class Failures {
    private static final Metadata.Key<com.google.rpc.Status> DETAILS = Metadata.Key.of(
            "grpc-status-details-bin", ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));
    private static final Pattern ELEMENT = Pattern.compile("([^.\\[\\]]+)(?:\\[(\\d+)])?");

    /// A status and the trailers that carry its details.
    record Failure(Status status, Metadata trailers) {}

    private Failures() {}

    /// The failure in a chain that was meant for the caller, if there is one.
    static Optional<ApiException> forCaller(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApiException failure) {
                return Optional.of(failure);
            }
        }
        return Optional.empty();
    }

    static Failure of(ApiException failure) {
        var status = Status.fromCode(code(failure.code())).withDescription(failure.publicMessage());
        var trailers = new Metadata();
        if (!failure.violations().isEmpty()) {
            trailers.put(
                    DETAILS,
                    com.google.rpc.Status.newBuilder()
                            .setCode(status.getCode().value())
                            .setMessage(failure.publicMessage())
                            .addDetails(Any.pack(violations(failure)))
                            .build());
        }
        return new Failure(status, trailers);
    }

    /// What a caller sees of a fault of ours.
    static Failure internal(String requestId) {
        var text = "internal error; the operator finds it in the log under request %s".formatted(requestId);
        return new Failure(Status.INTERNAL.withDescription(text), new Metadata());
    }

    private static Violations violations(ApiException failure) {
        var all = Violations.newBuilder();
        failure.violations().forEach(violation -> all.addViolations(violation(violation)));
        return all.build();
    }

    private static Violation violation(FieldViolation violation) {
        return Violation.newBuilder()
                .setField(path(violation.field()))
                .setRuleId(violation.ruleId())
                .setMessage(violation.reason())
                .build();
    }

    private static FieldPath path(String text) {
        var path = FieldPath.newBuilder();
        var elements = ELEMENT.matcher(text);
        while (elements.find()) {
            var element = FieldPathElement.newBuilder().setFieldName(elements.group(1));
            if (elements.group(2) != null) {
                element.setIndex(Long.parseLong(elements.group(2)));
            }
            path.addElements(element);
        }
        return path.build();
    }

    private static Status.Code code(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
            case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
            case ABORTED -> Status.Code.ABORTED;
            case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
            case UNIMPLEMENTED -> Status.Code.UNIMPLEMENTED;
            case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }
}
