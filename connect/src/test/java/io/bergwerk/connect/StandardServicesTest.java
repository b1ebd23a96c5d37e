package io.bergwerk.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.server.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardServicesTest {
    private static final Server server = RpcServer.configure(
                    Server.builder().http(0), RpcRoutes.builder().build(), List.of(), Duration.ofSeconds(5))
            .build();

    @BeforeAll
    static void start() {
        server.start().join();
    }

    @AfterAll
    static void stop() {
        server.stop().join();
    }

    @Test
    void anyServiceIsServing() throws Exception {
        var answer = post("/grpc.health.v1.Health/Check", "application/json", "{\"service\":\"some.Service\",\"x\":1}");

        assertThat(answer.body()).isEqualTo("{\"status\":\"SERVING\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void anEmptyBodyIsAnEmptyMessageInBinaryOnly() throws Exception {
        assertThat(post("/grpc.health.v1.Health/Check", "application/proto", "").statusCode())
                .isEqualTo(200);
        assertThat(post("/grpc.health.v1.Health/Check", "application/json", "").body())
                .contains("\"code\":\"invalid_argument\"");
    }

    @Test
    void aWatchStaysOpen() throws Exception {
        var request = request("/grpc.health.v1.Health/Watch", "application/connect+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Envelope.wrap(0, "{}".getBytes(UTF_8))))
                .build();

        try (var body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            assertThat(new String(body.readNBytes(5 + 20), UTF_8)).endsWith("{\"status\":\"SERVING\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gproto+h2c", "gproto+h1c", "gproto-web+h1c", "gproto-web-text+h2c", "gjson+h2c"})
    void grpcClientsAreServed(String scheme) {
        var health = GrpcClients.builder(scheme + "://127.0.0.1:" + server.activeLocalPort())
                .build(HealthGrpc.HealthBlockingStub.class);

        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void reflectionNamesAllServices() throws Exception {
        var reflection = GrpcClients.builder("gproto+h2c://127.0.0.1:" + server.activeLocalPort())
                .build(ServerReflectionGrpc.ServerReflectionStub.class);
        var answer = new CompletableFuture<ServerReflectionResponse>();
        var questions = reflection.serverReflectionInfo(new FirstAnswer(answer));
        questions.onNext(
                ServerReflectionRequest.newBuilder().setListServices("").build());

        var services = answer.get(10, TimeUnit.SECONDS).getListServicesResponse();
        questions.onCompleted();

        assertThat(services.getServiceList().stream().map(service -> service.getName()))
                .contains(
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection",
                        "grpc.reflection.v1alpha.ServerReflection");
    }

    private static HttpResponse<String> post(String path, String contentType, String body) throws Exception {
        var request = request(path, contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String contentType) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.activeLocalPort() + path))
                .timeout(Duration.ofSeconds(10))
                .header("content-type", contentType);
    }

    private record FirstAnswer(CompletableFuture<ServerReflectionResponse> answer)
            implements StreamObserver<ServerReflectionResponse> {
        @Override
        public void onNext(ServerReflectionResponse value) {
            answer.complete(value);
        }

        @Override
        public void onError(Throwable cause) {
            answer.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            answer.completeExceptionally(new IllegalStateException("no answer"));
        }
    }
}
