package io.bergwerk.e2e.fuzz;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/// What came back: a status with headers and body, or the end of the connection.
///
/// @param status 0 if the server hung up without an answer
record Reply(int status, Map<String, String> headers, ByteString body) {
    static final Reply HUNG_UP = new Reply(0, Map.of(), ByteString.EMPTY);

    private static final Pattern CONNECT_CODE = Pattern.compile("\"code\" *: *\"([a-z_]+)\"");
    private static final Pattern MESSAGE = Pattern.compile("(?:\"message\" *: *\"|grpc-message: ?)([^\"\r\n]*)");
    private static final String UNNAMED_CODING = "envelope: compressed, but the call names no encoding";
    private static final Pattern GRPC_STATUS = Pattern.compile("grpc-status: ?(\\d+)");

    /// The code in one word, whatever the protocol says it with; `ok` for success.
    String code() {
        if (status == 0) {
            return "hung up";
        }
        if (headers.containsKey("grpc-status")) {
            return grpc(headers.get("grpc-status"));
        }
        var text = body.toString(StandardCharsets.ISO_8859_1);
        var web = GRPC_STATUS.matcher(text);
        if (web.find()) {
            return grpc(web.group(1));
        }
        var connect = CONNECT_CODE.matcher(text);
        if (connect.find()) {
            return connect.group(1);
        }
        return status == 200 ? "ok" : "http " + status;
    }

    /// A message with the compressed flag in a call that names no encoding is its sender's fault, and yet
    /// `internal`: gRPC wants that code (grpc/doc/compression.md, test case 6), and so does Connect's
    /// conformance suite in all three protocols (`unexpected-compressed-message`); Connect's specification only
    /// forbids the flag. Messages have flags where there are envelopes, so this excuses no other answer.
    private boolean isOfTheProtocol() {
        var type = headers.getOrDefault("content-type", "");
        return status == 200
                && (type.startsWith("application/grpc") || type.startsWith("application/connect+"))
                && code().equals("internal")
                && message().equals(UNNAMED_CODING);
    }

    private String message() {
        var inHeaders = headers.get("grpc-message");
        if (inHeaders != null) {
            return inHeaders;
        }
        var inBody = MESSAGE.matcher(body.toString(StandardCharsets.ISO_8859_1));
        return inBody.find() ? inBody.group(1) : "";
    }

    private static String grpc(String number) {
        try {
            var code = io.grpc.Status.fromCodeValue(Integer.parseInt(number)).getCode();
            return code.name().toLowerCase(java.util.Locale.ROOT);
        } catch (NumberFormatException e) {
            return "grpc-status " + number;
        }
    }

    /// Whether it says that the fault is the server's.
    boolean blamesItself() {
        return !isOfTheProtocol()
                && switch (code()) {
                    case "internal", "unknown", "data_loss", "unavailable" -> true;
                    default -> status >= 500 && status != 501 && status != 504;
                };
    }
}
