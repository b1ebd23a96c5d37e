package io.bergwerk.connect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that no well-behaved client sends, byte by byte over HTTP/1.1.
class RawSocketTest {
    private static final TestServer server = new TestServer();
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: ([0-9]+)");
    private static final String ECHO = "/test.v1.TestService/Echo";
    private static final String WATCH = "/test.v1.TestService/Watch";
    private static final String LAST = "/test.v1.TestService/Last";

    @BeforeAll
    static void start() {
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop().join();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /test.v1.TestService/Echo, 405, 'allow: POST'",
        "PUT, /test.v1.TestService/Echo, 405, 'allow: POST'",
        "DELETE, /test.v1.TestService/Read, 405, 'allow: GET, POST'",
        "POST, /test.v1.NoService/Get, 404, ''",
        "POST, /test.v1.TestService/Nothing, 404, ''",
        "GET, /, 404, ''",
    })
    void wrongMethodsAndPathsAreNamed(String method, String path, String status, String header) throws IOException {
        var answer = exchange(head(method, path, "content-type: application/json", 2), "{}".getBytes(UTF_8));

        assertThat(answer).startsWith("HTTP/1.1 " + status).contains(header);
    }

    @ParameterizedTest
    @CsvSource({
        "/test.v1.TestService/Echo, text/plain",
        "/test.v1.TestService/Echo, application/connect+json",
        "/test.v1.TestService/Echo, application/json; charset=latin1",
        "/test.v1.TestService/Watch, application/json",
        "/test.v1.TestService/Watch, application/grpc+thrift",
    })
    void wrongContentTypesAreToldTheRightOnes(String path, String contentType) throws IOException {
        var answer = exchange(head("POST", path, "content-type: " + contentType, 2), "{}".getBytes(UTF_8));

        assertThat(answer).startsWith("HTTP/1.1 415").contains("accept-post: application/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "[1]", "{\"reason\":1,}", "\u0000"})
    void brokenJsonIsInvalidArgument(String body) throws IOException {
        var answer = post(ECHO, "content-type: application/json; charset=utf-8", body.getBytes(UTF_8));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid_argument\"");
    }

    @Test
    void brokenProtobufIsInvalidArgument() throws IOException {
        var answer = post(ECHO, "content-type: application/proto", new byte[] {(byte) 0xff, 1, 2, 3});

        assertThat(answer).startsWith("HTTP/1.1 400").contains("content-type: application/json");
        assertThat(post(ECHO, "content-type: application/proto", new byte[0])).startsWith("HTTP/1.1 200");
    }

    @Test
    void aHeaderThatNoHandlerCanAskForIsLetBe() throws IOException {
        var answer = post(ECHO, "content-type: application/proto\r\nx!odd: 1\r\n-bin: aGk", new byte[0]);

        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @Test
    void aBinaryHeaderThatIsNoBase64IsNamed() throws IOException {
        var answer = post(ECHO, "content-type: application/proto\r\ntrace-bin: %%%", new byte[0]);

        assertThat(answer).startsWith("HTTP/1.1 400").contains("trace-bin: not base64");
        assertThat(post(ECHO, "content-type: application/proto\r\ntrace-bin: aGk,aGk=", new byte[0]))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void gzipIsReadAndOtherCodingsAreRefusedByName() throws IOException {
        var json = "{\"reason\":\"packed\"}".getBytes(UTF_8);

        assertThat(post(ECHO, "content-type: application/json\r\ncontent-encoding: gzip", Gzip.deflate(json)))
                .endsWith("{\"reason\":\"packed\"}");
        assertThat(post(ECHO, "content-type: application/json\r\ncontent-encoding: s2", json))
                .startsWith("HTTP/1.1 501")
                .contains("\"code\":\"unimplemented\"")
                .contains("gzip, identity");
        assertThat(post(ECHO, "content-type: application/json\r\ncontent-encoding: gzip", json))
                .contains("\"code\":\"invalid_argument\"");
    }

    @Test
    void anAnswerIsCompressedOnlyForThoseWhoAskForGzip() throws IOException {
        var large = "{\"reason\":\"%s\"}".formatted("x".repeat(4000)).getBytes(UTF_8);
        var json = "content-type: application/json\r\naccept-encoding: ";

        assertThat(post(ECHO, json + "s2,snappy,zstd,gzip", large)).contains("content-encoding: gzip");
        assertThat(post(ECHO, json + "s2", large)).doesNotContain("content-encoding");
        assertThat(post(ECHO, json + "gzip;q=0, *;q=1", large)).doesNotContain("content-encoding");
    }

    @ParameterizedTest
    @CsvSource({"application/json", "application/proto"})
    void aMessageAboveTheLimitIsResourceExhausted(String contentType) throws IOException {
        var answer = post(ECHO, "content-type: " + contentType, new byte[TestServer.MAX_MESSAGE_BYTES + 1]);

        assertThat(answer).startsWith("HTTP/1.1 429").contains("\"code\":\"resource_exhausted\"");
    }

    @Test
    void aBombIsCutWhileItGoesUp() throws IOException {
        var bomb = zeros(200_000_000);

        assertThat(post(ECHO, "content-type: application/json\r\ncontent-encoding: gzip", bomb))
                .contains("\"code\":\"resource_exhausted\"");
        assertThat(post(
                        LAST,
                        "content-type: application/connect+proto\r\nconnect-content-encoding: gzip",
                        Envelope.wrap(Envelope.COMPRESSED, shrunk(bomb))))
                .contains("\"code\":\"resource_exhausted\"");
        assertThat(post(
                        LAST,
                        "content-type: application/grpc-web+proto\r\ngrpc-encoding: gzip",
                        Envelope.wrap(Envelope.COMPRESSED, shrunk(bomb))))
                .contains("grpc-status: 8");
    }

    @ParameterizedTest
    @CsvSource({
        "0000000005, invalid_argument", // a message of five bytes that never come
        "000000, invalid_argument", // half a header
        "0500000000, invalid_argument", // unknown flags
        "0100000000, internal", // compressed, with no encoding named
        "00ffffffff, resource_exhausted", // four gigabytes
        "0000000001ff, invalid_argument", // no protobuf
    })
    void aBrokenEnvelopeEndsTheStreamWithItsCode(String hex, String code) throws IOException {
        var body = HexFormat.of().parseHex(hex);

        var connect = post(LAST, "content-type: application/connect+proto", body);
        var web = post(LAST, "content-type: application/grpc-web", body);

        assertThat(connect).startsWith("HTTP/1.1 200").contains("\"code\":\"%s\"".formatted(code));
        var number = Status.Code.valueOf(code.toUpperCase(Locale.ROOT)).value();
        assertThat(web).startsWith("HTTP/1.1 200").containsPattern("grpc-status: ?" + number);
    }

    @Test
    void aStreamThatNeedsOneMessageSaysSo() throws IOException {
        var json = "content-type: application/connect+json";
        var one = Envelope.wrap(0, "{}".getBytes(UTF_8));
        var two = new ByteArrayOutputStream();
        two.writeBytes(one);
        two.writeBytes(one);

        assertThat(post(WATCH, json, new byte[0])).contains("\"code\":\"unimplemented\"");
        assertThat(post(WATCH, json, two.toByteArray())).contains("\"code\":\"unimplemented\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "abc", "12345678901", ""})
    void aMalformedTimeoutIsInvalidArgument(String timeout) throws IOException {
        assertThat(post(ECHO, "content-type: application/json\r\nconnect-timeout-ms: " + timeout, "{}".getBytes(UTF_8)))
                .startsWith("HTTP/1.1 400")
                .contains("connect-timeout-ms");
        assertThat(post(ECHO, "content-type: application/grpc-web\r\ngrpc-timeout: 5" + timeout, new byte[0]))
                .contains("grpc-status: 3");
    }

    @Test
    void aPassedDeadlineEndsTheCallAndTellsItsHandler() throws Exception {
        server.service().cancelled.clear();

        var answer = post(
                "/test.v1.TestService/Wait",
                "content-type: application/json\r\nconnect-timeout-ms: 50",
                "{}".getBytes(UTF_8));

        assertThat(answer).startsWith("HTTP/1.1 504").contains("\"code\":\"deadline_exceeded\"");
        assertThat(server.service().cancelled.poll(10, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void aProtocolVersionOfTheFutureIsRefused() throws IOException {
        var json = "content-type: application/json\r\nconnect-protocol-version: ";

        assertThat(post(ECHO, json + "2", "{}".getBytes(UTF_8))).contains("\"code\":\"invalid_argument\"");
        assertThat(post(ECHO, json + "1", "{}".getBytes(UTF_8))).startsWith("HTTP/1.1 200");
    }

    @Test
    void headersHaveALimit() throws IOException {
        var json = "content-type: application/json\r\nauthorization: Bearer ";

        assertThat(post(ECHO, json + "x".repeat(12_000), "{}".getBytes(UTF_8))).startsWith("HTTP/1.1 200");
        assertThat(post(ECHO, json + "x".repeat(40_000), "{}".getBytes(UTF_8))).startsWith("HTTP/1.1 4");
    }

    @Test
    void whatAHandlerThrowsStaysInside() throws IOException {
        var crash = post(
                "/test.v1.TestService/Fail",
                "content-type: application/proto",
                ErrorInfo.newBuilder().setReason("crash").build().toByteArray());

        assertThat(crash)
                .startsWith("HTTP/1.1 500")
                .contains("{\"code\":\"internal\",\"message\":\"internal error (request ")
                .doesNotContain("sesame");
    }

    @Test
    void anErrorCarriesItsMessageAndDetails() throws IOException {
        var answer = post(
                "/test.v1.TestService/Fail",
                "content-type: application/json",
                "{\"reason\":\"Höhe \\\"100%\\\"\"}".getBytes(UTF_8));

        assertThat(new String(answer.getBytes(ISO_8859_1), UTF_8))
                .startsWith("HTTP/1.1 404")
                .contains("\"message\":\"Höhe \\\"100%\\\"\"")
                .contains("\"type\":\"google.rpc.ErrorInfo\",\"value\":\"");
    }

    @Test
    void aMethodWithoutSideEffectsTakesGet() throws IOException {
        var read = "/test.v1.TestService/Read?connect=v1&encoding=json&message=";

        assertThat(exchange(head("GET", read + "%7B%22reason%22%3A%22url%22%7D", "x-a: b", 0), new byte[0]))
                .startsWith("HTTP/1.1 200")
                .endsWith("{\"reason\":\"url\"}");
        assertThat(exchange(head("GET", read + "eyJyZWFzb24iOiJ1cmwifQ&base64=1", "x-a: b", 0), new byte[0]))
                .endsWith("{\"reason\":\"url\"}");
        assertThat(exchange(head("GET", "/test.v1.TestService/Read?encoding=xml&message=", "x-a: b", 0), new byte[0]))
                .startsWith("HTTP/1.1 400")
                .contains("encoding: xml (expected: proto or json)");
    }

    @Test
    void onlyTheConsoleMayCallFromAnotherOrigin() throws IOException {
        var asked = "access-control-request-method: POST\r\naccess-control-request-headers: "
                + "authorization,content-type,connect-protocol-version\r\norigin: ";

        var allowed = exchange(head("OPTIONS", ECHO, asked + TestServer.CONSOLE, 0), new byte[0]);
        assertThat(allowed)
                .startsWith("HTTP/1.1 200")
                .contains("access-control-allow-origin: " + TestServer.CONSOLE)
                .containsIgnoringCase("connect-protocol-version")
                .contains("access-control-max-age: 7200")
                .doesNotContain("access-control-allow-credentials");
        assertThat(exchange(head("OPTIONS", ECHO, asked + "https://evil.example.org", 0), new byte[0]))
                .doesNotContain("access-control-allow");
        assertThat(post(ECHO, "content-type: application/json\r\norigin: " + TestServer.CONSOLE, "{}".getBytes(UTF_8)))
                .contains("access-control-allow-origin: " + TestServer.CONSOLE)
                .containsIgnoringCase("access-control-expose-headers: grpc-status");
    }

    private static String post(String path, String headers, byte[] body) throws IOException {
        return exchange(head("POST", path, headers, body.length), body);
    }

    private static String head(String method, String path, String headers, int length) {
        return "%s %s HTTP/1.1\r\nhost: test\r\nconnection: close\r\n%s\r\ncontent-length: %d\r\n\r\n"
                .formatted(method, path, headers, length);
    }

    /// Sends the bytes and reads the answer; a server that stays silent fails the test.
    private static String exchange(String head, byte[] body) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            try {
                out.write(head.getBytes(ISO_8859_1));
                out.write(body);
                out.flush();
            } catch (IOException e) {
                // refused before all was sent; the answer is there all the same
            }
            return read(socket.getInputStream());
        }
    }

    /// Reads one answer: to its length, or to the last chunk.
    private static String read(InputStream in) throws IOException {
        var answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\n")) {
            answer.append((char) readByte(in));
        }
        var length = LENGTH.matcher(answer);
        if (length.find()) {
            return answer + new String(in.readNBytes(Integer.parseInt(length.group(1))), ISO_8859_1);
        }
        while (!answer.toString().endsWith("\r\n0\r\n\r\n")) {
            answer.append((char) readByte(in));
        }
        return answer.toString();
    }

    private static int readByte(InputStream in) throws IOException {
        var next = in.read();
        if (next < 0) {
            throw new EOFException("the server hung up in the middle of its answer");
        }
        return next;
    }

    private static byte[] zeros(int count) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            var block = new byte[1_000_000];
            for (var written = 0; written < count; written += block.length) {
                gzip.write(block);
            }
        }
        return packed.toByteArray();
    }

    /// As much of the bomb as fits a message before it is unpacked.
    private static byte[] shrunk(byte[] bomb) {
        return Arrays.copyOf(bomb, Math.min(bomb.length, TestServer.MAX_MESSAGE_BYTES - 1024));
    }
}
