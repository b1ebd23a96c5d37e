package io.bergwerk.connect;

import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import com.linecorp.armeria.server.HttpServiceWithRoutes;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.curioswitch.common.protobuf.json.MessageMarshaller;

/// gRPC services as routes of an Armeria server, each method under `/package.Service/Method` in Connect, gRPC and
/// gRPC-Web. Server reflection and the standard health service come with them.
///
/// The headers of a server stream go out with its first message, or when its handler returns without one: until then
/// a failure is told in their place.
///
/// Give it to [RpcServer#configure], which also sets up what the routes rely on.
public final class RpcRoutes {
    private final HttpServiceWithRoutes service;
    private final OpenCalls calls;
    private final List<ServerServiceDefinition> services;

    private RpcRoutes(HttpServiceWithRoutes service, OpenCalls calls, List<ServerServiceDefinition> services) {
        this.service = service;
        this.calls = calls;
        this.services = services;
    }

    /// Takes some time when it is first called, because Armeria's own builder does.
    public static Builder builder() {
        return new Builder();
    }

    /// What to bind to an Armeria server, with decorators around it if need be.
    public HttpServiceWithRoutes service() {
        return service;
    }

    /// All services, those that come with the routes included.
    public List<ServerServiceDefinition> services() {
        return services;
    }

    /// Ends all open streams with `unavailable`, and every stream that still comes; unary calls finish.
    public void drain() {
        calls.drain();
    }

    /// How many calls go on now.
    public int openCalls() {
        return calls.size();
    }

    /// Collects services and what holds for all of them.
    public static final class Builder {
        private static final int DEFAULT_MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

        private final GrpcServiceBuilder grpc = GrpcService.builder();
        private final List<ServerServiceDefinition> services = new ArrayList<>();
        private List<ServerInterceptor> interceptors = List.of();
        private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
        private Duration longestUnary = Duration.ofMinutes(1);
        private TrustedProxies proxies = TrustedProxies.NONE;
        private Function<ServiceDescriptor, GrpcJsonMarshaller> json = Builder::defaultJson;

        private Builder() {}

        public Builder addService(BindableService service) {
            return addService(service.bindService());
        }

        public Builder addService(ServerServiceDefinition service) {
            services.add(service);
            return this;
        }

        /// Interceptors around every method, reflection and health included; the first is the outermost.
        public Builder interceptors(ServerInterceptor... interceptors) {
            this.interceptors = List.of(interceptors);
            return this;
        }

        /// The largest message that is read, in bytes after decompression; 4 MiB unless set.
        public Builder maxMessageBytes(int maxMessageBytes) {
            this.maxMessageBytes = maxMessageBytes;
            return this;
        }

        /// When a unary call ends with `deadline_exceeded` though its client would wait longer; a minute unless set.
        /// Streams have the client's deadline only.
        public Builder longestUnary(Duration longestUnary) {
            this.longestUnary = longestUnary;
            return this;
        }

        public Builder trustedProxies(TrustedProxies proxies) {
            this.proxies = proxies;
            return this;
        }

        /// Replaces the JSON mapping, for messages that are not generated classes.
        public Builder jsonMarshaller(Function<ServiceDescriptor, GrpcJsonMarshaller> json) {
            this.json = json;
            return this;
        }

        public RpcRoutes build() {
            var all = new ArrayList<>(services);
            all.add(new HealthRpc().bindService());
            all.addAll(Reflection.of(all));
            var failures = new Failures();
            var json = new JsonMappings(
                    all.stream()
                            .map(ServerServiceDefinition::getServiceDescriptor)
                            .toList(),
                    this.json);
            var grpc = grpc(all, failures, json);
            var calls = new OpenCalls();
            var answers = new Answers(new ErrorJson(DetailTypes.of(all.stream()
                    .map(ServerServiceDefinition::getServiceDescriptor)
                    .toList())));
            var opener = new CallOpener(longestUnary, proxies);
            return new RpcRoutes(
                    new Dispatcher(grpc, methods(all), opener, calls, json, answers, failures, maxMessageBytes),
                    calls,
                    List.copyOf(all));
        }

        private GrpcService grpc(List<ServerServiceDefinition> all, Failures failures, JsonMappings mappings) {
            var chain = new ArrayList<ServerInterceptor>();
            chain.add(new ScopeInterceptor(failures));
            chain.addAll(interceptors);
            grpc.useBlockingTaskExecutor(true)
                    .useClientTimeoutHeader(false) // the scope has the deadline
                    .autoCompression(true)
                    .maxRequestMessageLength(maxMessageBytes)
                    .jsonMarshallerFactory(mappings::of)
                    .exceptionHandler(failures);
            all.forEach(service -> grpc.addService(ServerInterceptors.interceptForward(service, chain)));
            return grpc.build();
        }

        /// For unary calls in process: without the outermost interceptor, whose part [UnaryCall] has.
        private Map<String, ServerMethodDefinition<?, ?>> methods(List<ServerServiceDefinition> services) {
            var methods = new HashMap<String, ServerMethodDefinition<?, ?>>();
            for (var service : services) {
                for (var method : ServerInterceptors.interceptForward(service, interceptors)
                        .getMethods()) {
                    methods.put("/" + method.getMethodDescriptor().getFullMethodName(), method);
                }
            }
            return methods;
        }

        private static GrpcJsonMarshaller defaultJson(ServiceDescriptor service) {
            return GrpcJsonMarshaller.builder()
                    .jsonMarshallerCustomizer((MessageMarshaller.Builder marshaller) ->
                            marshaller.ignoringUnknownFields(true).omittingInsignificantWhitespace(true))
                    .build(service);
        }
    }
}
