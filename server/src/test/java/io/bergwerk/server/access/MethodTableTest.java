package io.bergwerk.server.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import io.bergwerk.api.PublicContract;
import io.bergwerk.api.v1.ClusterServiceGrpc.ClusterServiceImplBase;
import io.bergwerk.connect.RpcRoutes;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import org.junit.jupiter.api.Test;

class MethodTableTest {
    private final MethodTable methods = MethodTable.ofMethods(PublicContract.methods());

    @Test
    void aServerWithAMethodThatHasNoPolicyDoesNotStartAndSaysWhichOneItIs() {
        var routes = RpcRoutes.builder()
                .addService(new ClusterServiceImplBase() {})
                .addService(withoutPolicy())
                .build();

        assertThatThrownBy(() -> methods.requireAll(routes.services()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("/test.v1.BackDoorService/Open has no policy (expected: a scope");
    }

    @Test
    void healthAndReflectionNeedNone() {
        var routes =
                RpcRoutes.builder().addService(new ClusterServiceImplBase() {}).build();

        assertThatCode(() -> methods.requireAll(routes.services())).doesNotThrowAnyException();
    }

    private static ServerServiceDefinition withoutPolicy() {
        var message = Empty.getDefaultInstance();
        var open = MethodDescriptor.<Empty, Empty>newBuilder()
                .setFullMethodName("test.v1.BackDoorService/Open")
                .setType(MethodType.UNARY)
                .setRequestMarshaller(ProtoUtils.marshaller(message))
                .setResponseMarshaller(ProtoUtils.marshaller(message))
                .build();
        return ServerServiceDefinition.builder("test.v1.BackDoorService")
                .addMethod(open, (_, _) -> new ServerCall.Listener<>() {})
                .build();
    }
}
