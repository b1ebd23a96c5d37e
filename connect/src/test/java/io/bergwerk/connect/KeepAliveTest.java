package io.bergwerk.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How long connections live; observing it would take minutes.
class KeepAliveTest {
    /// How long Go's clients keep a connection without calls, and so the CLI and the Terraform provider.
    private static final Duration CLIENTS_KEEP = Duration.ofSeconds(90);

    private final Server server = RpcServer.configure(
                    Server.builder().http(0), RpcRoutes.builder().build(), List.of(), Duration.ofSeconds(1))
            .build();

    @Test
    void anIdleConnectionOutlivesWhatClientsKeep() {
        assertThat(Duration.ofMillis(server.config().idleTimeoutMillis()))
                .isGreaterThan(CLIENTS_KEEP)
                .isGreaterThan(Duration.ofMinutes(2));
    }

    @Test
    void noConnectionIsTooOldAndNoStreamTooLong() {
        assertThat(server.config().maxConnectionAgeMillis()).isZero();
        assertThat(server.config().defaultVirtualHost().requestTimeoutMillis()).isZero();
    }
}
