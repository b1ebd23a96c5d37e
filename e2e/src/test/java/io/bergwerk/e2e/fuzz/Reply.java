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
    private static final Pattern UNNAMED_CODING = Pattern.compile("compressed, but the call names no encoding");
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

    /// gRPC has the code `internal` for a message that is compressed in no coding; the connection is fine.
    private boolean isOfTheProtocol() {
        return status == 200
                && (UNNAMED_CODING
                                .matcher(body.toString(StandardCharsets.ISO_8859_1))
                                .find()
                        || UNNAMED_CODING
                                .matcher(headers.getOrDefault("grpc-message", ""))
                                .find());
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
