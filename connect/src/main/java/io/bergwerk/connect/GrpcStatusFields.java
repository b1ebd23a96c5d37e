package io.bergwerk.connect;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and writes the header fields in which gRPC carries a call's outcome.
final class GrpcStatusFields {
    static final String STATUS = "grpc-status";
    static final String MESSAGE = "grpc-message";
    static final String DETAILS = "grpc-status-details-bin";

    private GrpcStatusFields() {}

    static Status status(@Nullable String code, @Nullable String message) {
        if (code == null || !code.matches("[0-9]{1,2}")) {
            return Status.INTERNAL.withDescription("the call ended without a status");
        }
        var status = Status.fromCodeValue(Integer.parseInt(code));
        return message == null ? status : status.withDescription(decodeMessage(message));
    }

    /// The details of a failed call; none if the field is absent or cannot be read.
    static List<Any> details(@Nullable String field) {
        if (field == null) {
            return List.of();
        }
        try {
            return details(Base64.getDecoder().decode(field.replace("=", "")));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /// The details in a status message; none if it cannot be read.
    static List<Any> details(byte[] status) {
        try {
            return com.google.rpc.Status.parseFrom(status).getDetailsList();
        } catch (InvalidProtocolBufferException e) {
            return List.of();
        }
    }

    /// Percent-encodes what is not printable ASCII, as the gRPC specification wants messages on the wire.
    static String encodeMessage(String message) {
        var encoded = new StringBuilder(message.length() + 16);
        for (var b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 0x7f && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append("%%%02X".formatted(b & 0xff));
            }
        }
        return encoded.toString();
    }

    /// Decodes percent-encoded UTF-8; a `%` that starts no code is taken as it is.
    static String decodeMessage(String field) {
        if (field.indexOf('%') < 0) {
            return field;
        }
        var decoded = new ByteArrayOutputStream(field.length());
        for (var i = 0; i < field.length(); i++) {
            var code = field.charAt(i) == '%' ? hexAt(field, i + 1) : -1;
            if (code >= 0) {
                decoded.write(code);
                i += 2;
            } else {
                decoded.write(field.charAt(i));
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static int hexAt(String field, int at) {
        if (at + 2 > field.length()) {
            return -1;
        }
        var high = Character.digit(field.charAt(at), 16);
        var low = Character.digit(field.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
