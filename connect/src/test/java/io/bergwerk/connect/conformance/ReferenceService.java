package io.bergwerk.connect.conformance;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import java.util.HashMap;
import java.util.Map;

/// The suite's `ConformanceService` as a gRPC service: each method does what its request says.
final class ReferenceService {
    private final Suite suite;

    ReferenceService(Suite suite) {
        this.suite = suite;
    }

    ServerServiceDefinition definition() {
        var methods = new HashMap<String, io.grpc.MethodDescriptor<DynamicMessage, DynamicMessage>>();
        suite.service().getMethods().forEach(method -> methods.put(method.getName(), descriptor(method)));
        var service = ServiceDescriptor.newBuilder(suite.service().getFullName());
        service.setSchemaDescriptor((ProtoFileDescriptorSupplier) suite.service()::getFile);
        methods.values().forEach(service::addMethod);
        var definition = ServerServiceDefinition.builder(service.build());
        for (var method : Map.copyOf(methods).values()) {
            definition.addMethod(method, handler(method));
        }
        return definition.build();
    }

    private ServerCallHandler<DynamicMessage, DynamicMessage> handler(
            io.grpc.MethodDescriptor<DynamicMessage, DynamicMessage> method) {
        var name = String.valueOf(method.getBareMethodName());
        return (call, headers) -> new ReferenceCall(suite, name, call, headers);
    }

    private static io.grpc.MethodDescriptor<DynamicMessage, DynamicMessage> descriptor(MethodDescriptor method) {
        var name = io.grpc.MethodDescriptor.generateFullMethodName(
                method.getService().getFullName(), method.getName());
        return io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                .setFullMethodName(name)
                .setType(type(method))
                .setSafe(method.getOptions().getIdempotencyLevel().getNumber() == 1)
                .setRequestMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
                .setResponseMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
                .build();
    }

    private static MethodType type(MethodDescriptor method) {
        if (method.isClientStreaming()) {
            return method.isServerStreaming() ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING;
        }
        return method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
    }
}
