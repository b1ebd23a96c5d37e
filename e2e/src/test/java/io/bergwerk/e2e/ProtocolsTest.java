package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.bergwerk.api.PublicContract;
import io.bergwerk.api.v1.ClusterServiceGrpc.ClusterServiceBlockingStub;
import io.bergwerk.api.v1.ClusterServiceListRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.reflection.v1.ServerReflectionGrpc.ServerReflectionStub;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One path, every protocol: the same answer.
@ExtendWith(SharedInstallation.class)
class ProtocolsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gproto+h2c",
                "gproto+h1c",
                "gproto-web+h2c",
                "gproto-web+h1c",
                "gproto-web-text+h1c",
                "gjson+h2c"
            })
    void grpcAndGrpcWebAnswerAsConnectDoes(String scheme, Installation installation) throws Exception {
        var caller = new Account(installation.admin());
        var connect = Api.exchange(
                caller.api()
                        .request("api.v1.ClusterService/List")
                        .header("Content-Type", "application/proto")
                        .POST(BodyPublishers.ofByteArray(list(caller.project()).toByteArray()))
                        .build(),
                java.net.http.HttpResponse.BodyHandlers.ofByteArray());

        var answer = stub(scheme, installation, installation.adminToken()).list(list(caller.project()));

        assertThat(connect.statusCode()).isEqualTo(200);
        assertThat(answer).isEqualTo(io.bergwerk.api.v1.ClusterServiceListResponse.parseFrom(connect.body()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gproto+h2c", "gproto-web+h1c"})
    void anErrorKeepsCodeAndText(String scheme, Installation installation) {
        var project = new Account(installation.admin()).project();

        assertThatThrownBy(() -> stub(scheme, installation, "").list(list(project)))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode())
                                .isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED));
    }

    @Test
    void everyServiceIsHealthy(Installation installation) {
        var health = GrpcClients.newClient("gproto+h2c://127.0.0.1:" + installation.port(), HealthBlockingStub.class);

        for (var service : PublicContract.services()) {
            var request = HealthCheckRequest.newBuilder()
                    .setService(service.getFullName())
                    .build();
            assertThat(health.check(request).getStatus())
                    .as(service.getFullName())
                    .isEqualTo(ServingStatus.SERVING);
        }
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void reflectionNamesAllServices(Installation installation) throws Exception {
        var reflection =
                GrpcClients.newClient("gproto+h2c://127.0.0.1:" + installation.port(), ServerReflectionStub.class);
        var first = new CompletableFuture<ServerReflectionResponse>();

        var requests = reflection.serverReflectionInfo(firstInto(first));
        requests.onNext(
                ServerReflectionRequest.newBuilder().setListServices("*").build());
        var names = first.get(10, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
                .map(service -> service.getName())
                .toList();
        requests.onCompleted();

        assertThat(names)
                .containsAll(PublicContract.services().stream()
                        .map(service -> service.getFullName())
                        .toList());
    }

    private static StreamObserver<ServerReflectionResponse> firstInto(
            CompletableFuture<ServerReflectionResponse> first) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ServerReflectionResponse value) {
                first.complete(value);
            }

            @Override
            public void onError(Throwable failure) {
                first.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                first.completeExceptionally(new IllegalStateException("no answer"));
            }
        };
    }

    private static ClusterServiceListRequest list(String project) {
        return ClusterServiceListRequest.newBuilder().setProject(project).build();
    }

    private static ClusterServiceBlockingStub stub(String scheme, Installation installation, String token) {
        var builder = GrpcClients.builder(scheme + "://127.0.0.1:" + installation.port());
        Optional.of(token)
                .filter(given -> !given.isEmpty())
                .ifPresent(given -> builder.setHeader("authorization", "Bearer " + given));
        return builder.build(ClusterServiceBlockingStub.class);
    }
}
