package io.bergwerk.engine.local.controlplane;

import static io.bergwerk.engine.local.controlplane.Component.API_SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.pki.ClusterNames;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.engine.local.ports.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
    @TempDir
    private Path directory;

    private final Health health = new Health();
    private final Ports ports = closed();

    private static Ports closed() {
        // Bound and closed again: nobody listens there.
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Ports(socket.getLocalPort(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ApiClient client() {
        var names = new ClusterNames("c1", List.of(), List.of());
        var pki = ClusterPki.ensure(directory, names, InstantSource.system(), new SecureRandom());
        return new ApiClient(
                URI.create("https://127.0.0.1:" + ports.apiServer()), pki.ca().certificate(), pki.engine());
    }

    @Test
    void aComponentThatNeverAnswersHangs() {
        var nobody = client();
        for (var looks = 0; looks < 2; looks++) {
            assertThat(health.check(API_SERVER, nobody, ports)).isFalse();
            assertThat(health.hangs(API_SERVER)).isFalse();
        }
        assertThat(health.check(API_SERVER, nobody, ports)).isFalse();

        assertThat(health.hangs(API_SERVER)).isTrue();
        assertThat(health.hangs(API_SERVER)).as("counted afresh").isFalse();
    }

    @Test
    void aComponentThatIsStillStartingDoesNotHang() {
        var nobody = client();
        health.allHealthy();
        health.died(API_SERVER);

        for (var looks = 0; looks < 20; looks++) {
            assertThat(health.isBack(API_SERVER, nobody, ports)).isFalse();
        }
        health.check(API_SERVER, nobody, ports);

        assertThat(health.hangs(API_SERVER)).isFalse();
        assertThat(health.isHealthy(API_SERVER)).isFalse();
    }
}
