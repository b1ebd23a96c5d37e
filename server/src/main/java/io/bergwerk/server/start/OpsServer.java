package io.bergwerk.server.start;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/// Metrics and health for the operator's own machinery, and login links for the host's
/// owner; on loopback only: `/metrics`, `/livez`, `/readyz`, `/login-links`, `/users`.
final class OpsServer implements AutoCloseable {
    private final Server server;

    private OpsServer(Server server) {
        this.server = server;
    }

    /// @param problem why the installation is not ready; empty if it is
    /// @param url where login links lead to
    static OpsServer start(
            int port, PrometheusMeterRegistry meters, Supplier<Optional<String>> problem, People people, URI url) {
        var server = Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .workerGroup(EventLoopGroups.newEventLoopGroup(1, "ops", true), true)
                .service("/metrics", PrometheusExpositionService.of(meters.getPrometheusRegistry()))
                .service("/livez", (_, _) -> HttpResponse.of("ok\n"))
                .service(
                        "/readyz",
                        (_, _) -> problem.get()
                                .map(text -> HttpResponse.of(
                                        HttpStatus.SERVICE_UNAVAILABLE, MediaType.PLAIN_TEXT_UTF_8, text + "\n"))
                                .orElseGet(() -> HttpResponse.of("ok\n")))
                .service(LoginLinks.PATH, new LoginLinks(people, name -> people.loginLink(url, name)))
                .service(LoginLinks.USERS_PATH, new LoginLinks(people, name -> people.addUser(url, name)))
                .build();
        Ports.start(server, "metrics and health", port);
        return new OpsServer(server);
    }

    @Override
    public void close() {
        server.stop().join();
    }
}
