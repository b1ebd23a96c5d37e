package io.bergwerk.connect;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerListener;
import com.linecorp.armeria.server.cors.CorsService;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// Sets an Armeria server up for [RpcRoutes]: handlers on virtual threads, limits, CORS, and a stop that ends streams
/// cleanly and lets calls in flight finish. Ports, TLS and other routes are the caller's.
public final class RpcServer {
    /// HTTP headers of a request, all together.
    public static final int MAX_HEADER_BYTES = 16 * 1024;

    /// A connection without calls is kept longer than clients keep theirs (Go: 90 seconds), so that they hang
    /// up first and never send a call to one that is just being closed. Open calls keep theirs for good.
    private static final Duration IDLE = Duration.ofMinutes(3);

    /// A client keeps a preflight's answer this long.
    private static final Duration PREFLIGHT_AGE = Duration.ofHours(2);

    /// Without requests for this long, a stopping server is idle.
    private static final Duration STOP_QUIET = Duration.ofMillis(100);

    private RpcServer() {}

    /// Binds the routes and configures the server around them.
    ///
    /// @param origins web origins whose pages may call, such as `https://console.example.org`; none for no CORS
    /// @param stopWithin how long calls in flight may take to finish once the server stops
    public static ServerBuilder configure(
            ServerBuilder builder, RpcRoutes routes, List<String> origins, Duration stopWithin) {
        builder.blockingTaskExecutor(BlockingTaskExecutor.of(new VirtualThreads()), true)
                .maxRequestLength(0) // the routes count messages; a total would end long streams
                .requestTimeoutMillis(0)
                .idleTimeout(IDLE)
                .http1MaxHeaderSize(MAX_HEADER_BYTES)
                .http2MaxHeaderListSize(MAX_HEADER_BYTES)
                .gracefulShutdownTimeout(STOP_QUIET, stopWithin)
                .connectionDrainDuration(STOP_QUIET) // between "no more calls here" and hanging up
                .serverListener(ServerListener.builder()
                        .whenStopping((Server _) -> routes.drain())
                        .build());
        EventLoops.install(builder);
        return origins.isEmpty() ? builder.service(routes.service()) : builder.service(routes.service(), cors(origins));
    }

    private static Function<? super HttpService, ? extends HttpService> cors(List<String> origins) {
        return CorsService.builder(origins)
                .allowRequestMethods(HttpMethod.GET, HttpMethod.POST, HttpMethod.OPTIONS)
                .allowRequestHeaders(
                        "Content-Type",
                        "Authorization",
                        "Connect-Protocol-Version",
                        "Connect-Timeout-Ms",
                        "Grpc-Timeout",
                        "X-Grpc-Web",
                        "X-User-Agent")
                .exposeHeaders("Grpc-Status", "Grpc-Message", "Grpc-Status-Details-Bin")
                .maxAge(PREFLIGHT_AGE)
                .newDecorator();
    }
}
