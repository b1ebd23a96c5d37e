package io.bergwerk.connect;

import com.google.protobuf.Any;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.grpc.Status;
import java.util.List;
import java.util.Map;

/// Builds the answers that are the same wherever in a call they arise.
final class Answers {
    private final ErrorJson errors;

    Answers(ErrorJson errors) {
        this.errors = errors;
    }

    /// A call refused before it became one, in the form that its protocol expects.
    HttpResponse refusal(WireFormat format, Status status) {
        return switch (format.kind()) {
            case CONNECT_UNARY -> unaryError(new Outcome(status, List.of(), List.of(), List.of()));
            case CONNECT_STREAM -> {
                var headers = streamHeaders(format).build();
                yield HttpResponse.of(headers, endOfStream(status, List.of(), Map.of()));
            }
            case GRPC, GRPC_WEB, GRPC_WEB_TEXT -> grpcRefusal(format, status);
        };
    }

    HttpResponse unaryError(Outcome outcome) {
        var code = ConnectCode.of(outcome.status().getCode());
        var headers = ResponseHeaders.builder(code.httpStatus());
        headers.set("content-type", "application/json");
        addMetadata(headers, outcome);
        return HttpResponse.of(headers.build(), HttpData.wrap(errors.error(outcome.status(), outcome.details())));
    }

    /// The handler's headers, and its trailers under the prefix by which Connect's unary calls carry them.
    static void addMetadata(ResponseHeadersBuilder headers, Outcome outcome) {
        outcome.headers().forEach(field -> headers.add(field.name(), field.value()));
        outcome.trailers().forEach(field -> headers.add("trailer-" + field.name(), field.value()));
    }

    HttpData endOfStream(Outcome outcome) {
        return endOfStream(outcome.status(), outcome.details(), outcome.trailersByName());
    }

    static ResponseHeadersBuilder streamHeaders(WireFormat format) {
        var headers = ResponseHeaders.builder(200);
        headers.set("content-type", format.contentType());
        headers.set("connect-accept-encoding", Encodings.SUPPORTED);
        keepUnbuffered(headers);
        return headers;
    }

    /// Asks proxies not to hold a stream's messages back.
    static void keepUnbuffered(ResponseHeadersBuilder headers) {
        headers.set("cache-control", "no-cache");
        headers.set("x-accel-buffering", "no");
    }

    private HttpData endOfStream(Status status, List<Any> details, Map<String, List<String>> trailers) {
        return HttpData.wrap(Envelope.wrap(Envelope.END_STREAM, errors.endOfStream(status, details, trailers)));
    }

    private static HttpResponse grpcRefusal(WireFormat format, Status status) {
        var headers = ResponseHeaders.builder(200);
        headers.endOfStream(true);
        headers.set("content-type", format.contentType());
        headers.set("grpc-accept-encoding", Encodings.SUPPORTED);
        headers.setInt(GrpcStatusFields.STATUS, status.getCode().value());
        var message = status.getDescription();
        if (message != null) {
            headers.set(GrpcStatusFields.MESSAGE, GrpcStatusFields.encodeMessage(message));
        }
        return HttpResponse.of(headers.build());
    }
}
