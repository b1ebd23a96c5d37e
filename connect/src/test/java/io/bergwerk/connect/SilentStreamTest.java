package io.bergwerk.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A server stream that has nothing to say yet is open nevertheless, and its client is told so.
class SilentStreamTest {
    private static final TestServer server = new TestServer();

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
        "application/connect+json, HTTP_1_1",
        "application/connect+proto, HTTP_2",
        "application/grpc-web+proto, HTTP_1_1",
        "application/grpc, HTTP_2",
    })
    void headersComeBeforeTheFirstMessage(String contentType, String version) throws Exception {
        try (var body = open(contentType, version, "silent").body()) {
            var handler = server.service().silent.poll(10, TimeUnit.SECONDS);
            assertThat(handler).isNotNull();
            var message = ErrorInfo.newBuilder().setReason("later").build();

            handler.onNext(message);

            var first = contentType.endsWith("json") ? "{\"reason\":\"later\"}".getBytes(UTF_8) : message.toByteArray();
            assertThat(body.readNBytes(Envelope.HEADER_BYTES + first.length)).isEqualTo(Envelope.wrap(0, first));
            handler.onCompleted();
            assertThat(body.readAllBytes().length).isLessThan(100); // what ends a stream, and no other message
        }
    }

    @Test
    void aStreamThatEndsWithoutAMessageHasNone() throws Exception {
        try (var body = open("application/connect+json", "HTTP_1_1", "silent").body()) {
            var handler = server.service().silent.poll(10, TimeUnit.SECONDS);
            assertThat(handler).isNotNull();

            handler.onCompleted();

            assertThat(body.readAllBytes()).isEqualTo(Envelope.wrap(Envelope.END_STREAM, "{}".getBytes(UTF_8)));
        }
    }

    @Test
    void aStreamThatIsRefusedAnswersWithTrailersOnly() throws Exception {
        var answer = open("application/grpc", "HTTP_2", "refused");

        assertThat(answer.headers().firstValue("grpc-status")).contains("5");
        assertThat(answer.body().readAllBytes()).isEmpty();
    }

    private static HttpResponse<InputStream> open(String contentType, String version, String reason) throws Exception {
        var message = ErrorInfo.newBuilder().setReason(reason).build();
        var sent = contentType.endsWith("json")
                ? "{\"reason\":\"%s\"}".formatted(reason).getBytes(UTF_8)
                : message.toByteArray();
        var request = server.request("/test.v1.TestService/Watch", contentType)
                .version(HttpClient.Version.valueOf(version))
                .POST(HttpRequest.BodyPublishers.ofByteArray(Envelope.wrap(0, sent)))
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .get(10, TimeUnit.SECONDS);
    }
}
