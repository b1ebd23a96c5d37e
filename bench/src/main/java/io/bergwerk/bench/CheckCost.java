package io.bergwerk.bench;

import com.sun.management.OperatingSystemMXBean;
import io.bergwerk.api.OwnContract;
import io.bergwerk.api.v1.ProjectServiceGetRequest;
import io.bergwerk.api.v1.ProjectServiceGetResponse;
import io.bergwerk.api.v1.ProjectServiceGrpc;
import io.bergwerk.common.RandomIds;
import io.bergwerk.server.access.AuthenticationInterceptor;
import io.bergwerk.server.access.AuthorizationInterceptor;
import io.bergwerk.server.access.Authorizer;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.RateLimitConfig;
import io.bergwerk.server.access.RateLimiter;
import io.bergwerk.server.access.StreamGuards;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.store.StoreConfig;
import io.bergwerk.server.token.Administrators;
import io.bergwerk.server.token.Tokens;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// What the interceptors that know callers and their rights cost, called in this process as gRPC calls them,
/// around a handler that only counts.
///
/// @param database where tokens and memberships lie
/// @param project that the token's owner is a member of
record CheckCost(Database database, String token, UUID project) {
    private static final int WARM_UP = 300_000;
    private static final int CALLS = 300_000;
    private static final int ROUNDS = 7;
    private static final int UNCACHED_WARM_UP = 2000;
    private static final int UNCACHED_CALLS = 5000;
    private static final long NO_LINE = 0;
    private static final Duration LINE_LIMIT = Duration.ofSeconds(10);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /// CPU time of this process for a call, in microseconds, all its threads included.
    ///
    /// @param bare the handler alone
    /// @param cached with the rights in memory
    /// @param uncached with the signature checked and the rights read each time
    /// @param uncachedDatabase what PostgreSQL spends on that
    record Cost(double bare, double cached, double uncached, double uncachedDatabase) {}

    Cost measure(Workbench bench) throws IOException, InterruptedException {
        var postgres = database.postgres();
        var store = StoreConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
        var notifications = bench.keep(Notifications.start(store, new SecureRandom()));
        var opened = bench.keep(io.bergwerk.server.store.Database.open(store, Constraints.none()));
        var handled = new LongAdder();
        var bare = handler(handled);
        var cached = checked(opened, notifications::line, bare);
        var uncached = checked(opened, () -> NO_LINE, bare);
        Await.until(LINE_LIMIT, Duration.ofMillis(10), "notifications", () -> notifications.line() != NO_LINE);
        run(bare, WARM_UP);
        run(cached, WARM_UP);
        var bareMicros = new ArrayList<Double>();
        var cachedMicros = new ArrayList<Double>();
        for (var round = 0; round < ROUNDS; round++) {
            bareMicros.add(micros(bare, CALLS));
            cachedMicros.add(micros(cached, CALLS));
        }
        run(uncached, UNCACHED_WARM_UP);
        var before = Proc.treeCpuSeconds(postgres.pid());
        var uncachedMicros = micros(uncached, UNCACHED_CALLS);
        var spent = (Proc.treeCpuSeconds(postgres.pid()) - before) * 1e6 / UNCACHED_CALLS;
        requireHandled(handled.sum());
        return new Cost(
                Samples.of(bareMicros).median(), Samples.of(cachedMicros).median(), uncachedMicros, spent);
    }

    private static void requireHandled(long handled) throws IOException {
        var made = 2L * WARM_UP + 2L * ROUNDS * CALLS + UNCACHED_WARM_UP + UNCACHED_CALLS;
        if (handled != made) {
            throw new IOException("%d calls came through (expected: %d)".formatted(handled, made));
        }
    }

    private double micros(ServerCallHandler<ProjectServiceGetRequest, ProjectServiceGetResponse> handler, int calls) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var before = system.getProcessCpuTime();
        run(handler, calls);
        return (system.getProcessCpuTime() - before) / 1e3 / calls;
    }

    /// Each call with headers of its own, as from the wire.
    private void run(ServerCallHandler<ProjectServiceGetRequest, ProjectServiceGetResponse> handler, int calls) {
        var message = ProjectServiceGetRequest.newBuilder()
                .setProject(project.toString())
                .build();
        for (var i = 0; i < calls; i++) {
            var headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + token);
            var listener = handler.startCall(new Unanswered(), headers);
            listener.onMessage(message);
            listener.onHalfClose();
            listener.onComplete();
        }
    }

    private static ServerCallHandler<ProjectServiceGetRequest, ProjectServiceGetResponse> checked(
            io.bergwerk.server.store.Database database,
            LongSupplier line,
            ServerCallHandler<ProjectServiceGetRequest, ProjectServiceGetResponse> bare) {
        var clock = InstantSource.system();
        var methods = MethodTable.ofMethods(OwnContract.withPublicMethods());
        var tokens = Tokens.of(
                database,
                methods,
                new Administrators(new TenantLogin("nobody")),
                "https://api.bench.test",
                line,
                clock,
                new RandomIds(clock, new SecureRandom()));
        var authenticator = tokens.authenticator();
        var authorizer = Authorizer.of(database);
        var authentication = new AuthenticationInterceptor(
                authenticator,
                new RateLimiter(new RateLimitConfig(Integer.MAX_VALUE, 1, Integer.MAX_VALUE), clock),
                tokens.uses());
        var authorization =
                new AuthorizationInterceptor(methods, authorizer, new StreamGuards(authenticator, authorizer, clock));
        return (call, headers) -> authentication.interceptCall(
                call, headers, (inner, same) -> authorization.interceptCall(inner, same, bare));
    }

    private static ServerCallHandler<ProjectServiceGetRequest, ProjectServiceGetResponse> handler(LongAdder handled) {
        return (_, _) -> new ServerCall.Listener<>() {
            @Override
            public void onMessage(ProjectServiceGetRequest message) {
                handled.increment();
            }
        };
    }

    /// A call whose end nobody waits for.
    private static final class Unanswered extends ServerCall<ProjectServiceGetRequest, ProjectServiceGetResponse> {
        @Override
        public void request(int messages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(ProjectServiceGetResponse message) {}

        @Override
        public void close(Status status, Metadata trailers) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<ProjectServiceGetRequest, ProjectServiceGetResponse> getMethodDescriptor() {
            return ProjectServiceGrpc.getGetMethod();
        }
    }
}
