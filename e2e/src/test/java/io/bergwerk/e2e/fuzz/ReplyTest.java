package io.bergwerk.e2e.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whom the fuzzer blames: an excuse that is too wide would hide our own faults.
class ReplyTest {
    private static final String UNNAMED_CODING = "envelope: compressed, but the call names no encoding";

    @Test
    void aMessageInAnUnnamedCodingIsItsSendersFaultInEveryProtocolWithEnvelopes() {
        assertThat(connectStream("internal", UNNAMED_CODING).blamesItself()).isFalse();
        assertThat(grpc(13, UNNAMED_CODING).blamesItself()).isFalse();
        assertThat(grpcWeb(13, UNNAMED_CODING).blamesItself()).isFalse();
    }

    @Test
    void anyOtherInternalErrorIsOurs() {
        assertThat(connectStream("internal", UNNAMED_CODING + " (request 1)").blamesItself())
                .isTrue();
        assertThat(connectStream("unknown", UNNAMED_CODING).blamesItself()).isTrue();
        assertThat(grpc(13, "internal error").blamesItself()).isTrue();
        assertThat(grpcWeb(13, "internal error").blamesItself()).isTrue();
    }

    @Test
    void anAnswerWithoutEnvelopesHasNoSuchExcuse() {
        var unary = "{\"code\":\"internal\",\"message\":\"" + UNNAMED_CODING + "\"}";

        assertThat(reply(500, "application/json", Map.of(), unary).blamesItself())
                .isTrue();
        assertThat(reply(200, "application/json", Map.of(), unary).blamesItself())
                .isTrue();
    }

    private static Reply connectStream(String code, String message) {
        var end = "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message);
        return reply(200, "application/connect+proto", Map.of(), "\2\0\0\0\1" + end);
    }

    private static Reply grpc(int status, String message) {
        var fields = Map.of("grpc-status", String.valueOf(status), "grpc-message", message);
        return reply(200, "application/grpc+proto", fields, "");
    }

    private static Reply grpcWeb(int status, String message) {
        var trailers = "grpc-status: %d\r\ngrpc-message: %s\r\n".formatted(status, message);
        return reply(200, "application/grpc-web+proto", Map.of(), "\200\0\0\0\1" + trailers);
    }

    private static Reply reply(int status, String contentType, Map<String, String> fields, String body) {
        var headers = new java.util.HashMap<>(fields);
        headers.put("content-type", contentType);
        return new Reply(status, headers, ByteString.copyFrom(body, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}
