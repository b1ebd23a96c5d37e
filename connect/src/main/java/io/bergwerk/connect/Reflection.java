package io.bergwerk.connect;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.InternalServer;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Server reflection, in its version 1 and the older form that most tools still ask for first.
final class Reflection {
    private Reflection() {}

    /// The reflection services, which tell of all the given services and of themselves.
    static List<ServerServiceDefinition> of(List<ServerServiceDefinition> services) {
        var known = new ArrayList<>(services);
        var server = new ServiceList(known);
        var reflection = List.of(served(ProtoReflectionServiceV1.newInstance(), server), served(alpha(), server));
        known.addAll(reflection);
        return reflection;
    }

    @SuppressWarnings("deprecation") // clients still ask for it
    private static BindableService alpha() {
        return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
    }

    /// The reflection services look for the server that they run in within the context; Armeria's is not one of gRPC's.
    private static ServerServiceDefinition served(BindableService service, Server server) {
        ServerInterceptor withServer = new ServerInterceptor() {
            @Override
            public <Q, A> io.grpc.ServerCall.Listener<Q> interceptCall(
                    io.grpc.ServerCall<Q, A> call, io.grpc.Metadata headers, io.grpc.ServerCallHandler<Q, A> next) {
                var context = Context.current().withValue(InternalServer.SERVER_CONTEXT_KEY, server);
                return Contexts.interceptCall(context, call, headers, next);
            }
        };
        return ServerInterceptors.intercept(service, withServer);
    }

    /// Enough of a server for reflection: its list of services.
    private static final class ServiceList extends Server {
        private final List<ServerServiceDefinition> services;

        ServiceList(List<ServerServiceDefinition> services) {
            this.services = services;
        }

        @Override
        public List<ServerServiceDefinition> getServices() {
            return services;
        }

        @Override
        public List<ServerServiceDefinition> getImmutableServices() {
            return services;
        }

        @Override
        public List<ServerServiceDefinition> getMutableServices() {
            return List.of();
        }

        @Override
        public Server start() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Server shutdown() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Server shutdownNow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void awaitTermination() {
            throw new UnsupportedOperationException();
        }
    }
}
