package io.bergwerk.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.ErrorInfo;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a stopping server does to the calls that go on.
class ShutdownTest {
    private final TestServer server = new TestServer();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.service().release.countDown();
        server.stop().join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gproto+h2c", "gproto-web+h2c", "gproto-web-text+h1c"})
    void anOpenGrpcStreamEndsWithUnavailable(String scheme) {
        var answers = watch(scheme);
        assertThat(answers.next()).isNotNull();

        var stopped = server.stop();

        assertThatThrownBy(answers::next)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("UNAVAILABLE: the server is stopping");
        stopped.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void anOpenConnectStreamEndsWithUnavailable(String version) throws Exception {
        var request = server.request("/test.v1.TestService/Watch", "application/connect+json")
                .version(HttpClient.Version.valueOf(version))
                .POST(HttpRequest.BodyPublishers.ofByteArray(Envelope.wrap(0, "{\"reason\":\"x\"}".getBytes(UTF_8))))
                .build();
        try (var body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            assertThat(new String(body.readNBytes(5 + 14), UTF_8)).endsWith("{\"reason\":\"x\"}");

            var stopped = server.stop();

            var end = body.readAllBytes();
            assertThat(end[0]).isEqualTo((byte) Envelope.END_STREAM);
            assertThat(new String(end, UTF_8)).contains("\"code\":\"unavailable\"");
            stopped.join();
        }
    }

    @Test
    void aUnaryCallInFlightFinishes() throws Exception {
        var request = server.request("/test.v1.TestService/Wait", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"late\"}"))
                .build();
        var answer = HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
        assertThat(server.service().entered.poll(10, TimeUnit.SECONDS)).isNotNull();

        var stopped = server.stop();
        server.service().release.countDown();

        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("{\"reason\":\"late\"}");
        stopped.join();
    }

    @Test
    void aDrainingServerTakesNoNewStreamsButAnswersUnaryCalls() throws Exception {
        var answers = watch("gproto+h2c");
        assertThat(answers.next()).isNotNull();

        server.routes().drain();

        assertThatThrownBy(answers::next).isInstanceOf(StatusRuntimeException.class);
        assertThat(server.service().cancelled.poll(10, TimeUnit.SECONDS))
                .as("what the handler's context says")
                .hasMessageContaining("UNAVAILABLE");
        var late = watch("gproto+h2c");
        assertThatThrownBy(late::next).hasMessageStartingWith("UNAVAILABLE");
        var health = GrpcClients.builder(server.uri("gproto+h2c")).build(HealthGrpc.HealthBlockingStub.class);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance())).isNotNull();
    }

    private Iterator<ErrorInfo> watch(String scheme) {
        var stub = GrpcClients.builder(server.uri(scheme)).build(HealthGrpc.HealthBlockingStub.class);
        return ClientCalls.blockingServerStreamingCall(
                stub.getChannel(), TestService.WATCH, CallOptions.DEFAULT, ErrorInfo.getDefaultInstance());
    }
}
