package io.bergwerk.connect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Any;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Errors as Connect's JSON, on their own for a unary call or in the last envelope of a stream.
final class ErrorJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
    private static final String TYPE_PREFIX = "type.googleapis.com/";

    private final DetailTypes types;

    ErrorJson(DetailTypes types) {
        this.types = types;
    }

    /// The body of a failed unary call.
    byte[] error(Status status, List<Any> details) {
        return write(json -> writeError(json, status, details));
    }

    /// The last envelope's payload: an error unless `status` is OK, and the trailers under their own names.
    byte[] endOfStream(Status status, List<Any> details, Map<String, List<String>> trailers) {
        return write(json -> {
            json.writeStartObject();
            if (!status.isOk()) {
                json.writeFieldName("error");
                writeError(json, status, details);
            }
            if (!trailers.isEmpty()) {
                json.writeFieldName("metadata");
                writeMetadata(json, trailers);
            }
            json.writeEndObject();
        });
    }

    private void writeError(JsonGenerator json, Status status, List<Any> details) throws IOException {
        json.writeStartObject();
        json.writeStringField("code", ConnectCode.of(status.getCode()).label());
        var message = Optional.ofNullable(status.getDescription()).orElse("");
        if (!message.isEmpty()) {
            json.writeStringField("message", message);
        }
        if (!details.isEmpty()) {
            json.writeArrayFieldStart("details");
            for (var detail : details) {
                writeDetail(json, detail);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void writeDetail(JsonGenerator json, Any detail) throws IOException {
        var type = detail.getTypeUrl();
        json.writeStartObject();
        json.writeStringField("type", type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type);
        json.writeStringField("value", BASE64.encodeToString(detail.getValue().toByteArray()));
        var debug = types.describe(detail);
        if (debug.isPresent()) {
            json.writeFieldName("debug");
            json.writeRawValue(debug.get());
        }
        json.writeEndObject();
    }

    private static void writeMetadata(JsonGenerator json, Map<String, List<String>> trailers) throws IOException {
        json.writeStartObject();
        for (var trailer : trailers.entrySet()) {
            json.writeArrayFieldStart(trailer.getKey());
            for (var value : trailer.getValue()) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static byte[] write(Body body) {
        var out = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(out)) {
            body.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @FunctionalInterface
    private interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
