package io.bergwerk.connect;

import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The JSON mapping of each service, one for all protocols.
final class JsonMappings {
    private final Map<String, GrpcJsonMarshaller> byService;

    JsonMappings(Collection<ServiceDescriptor> services, Function<ServiceDescriptor, GrpcJsonMarshaller> maker) {
        this.byService = services.stream()
                .collect(Collectors.toUnmodifiableMap(
                        ServiceDescriptor::getName, service -> new RequestJson(() -> maker.apply(service))));
    }

    GrpcJsonMarshaller of(ServiceDescriptor service) {
        return of(service.getName());
    }

    GrpcJsonMarshaller of(MethodDescriptor<?, ?> method) {
        return of(Objects.requireNonNull(method.getServiceName()));
    }

    private GrpcJsonMarshaller of(String service) {
        var mapping = byService.get(service);
        if (mapping == null) {
            throw new IllegalArgumentException("no service " + service);
        }
        return mapping;
    }
}
