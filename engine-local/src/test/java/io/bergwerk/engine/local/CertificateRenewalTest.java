package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.local.controlplane.ClusterDirectory;
import io.bergwerk.engine.local.pki.ClusterNames;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The engine's clock is moved, the components' cannot be: so leaves are made in the past.
class CertificateRenewalTest {
    /// A little over two thirds of a leaf's year.
    private static final Duration AGE = Duration.ofDays(250);

    private static final List<String> LEAVES = List.of(
            "apiserver",
            "front-proxy",
            "kubelet-client",
            "kcm",
            "kcm-serving",
            "scheduler",
            "scheduler-serving",
            "engine");

    private static final List<String> ADDRESSES = List.of("10.96.0.1", "10.251.0.1");

    @TempDir
    Path aged;

    @Test
    void leavesAreRenewedAtTwoThirdsOfTheirLifeWithoutAFailedRequest() throws IOException {
        var clock = new SettableClock(Instant.now());
        try (var host = TestHost.withClock(clock)) {
            var cluster = host.create();
            var files = new ClusterDirectory(cluster.id(), host.directory(cluster.id()));
            var authority = Files.readString(files.pki("ca.crt"));
            var pids = Records.pids(host.directory(cluster.id()));
            try (var client = FreshClient.of(host, cluster.id())) {
                age(files, cluster, clock.instant().minus(AGE));
                var old = Files.readString(files.pki("apiserver.crt"));
                eventually(() -> client.certificates() == 2);

                clock.advance(Duration.ofDays(-10));
                host.engine().doChores();
                assertThat(Files.readString(files.pki("apiserver.crt"))).isEqualTo(old);
                clock.advance(Duration.ofDays(10));
                host.engine().doChores();

                assertThat(Files.readString(files.pki("apiserver.crt"))).isNotEqualTo(old);
                eventually(() -> client.certificates() == 3);
                assertThat(client.failures()).isEmpty();
            }
            assertThat(Files.readString(files.pki("ca.crt"))).isEqualTo(authority);
            assertThat(Records.pids(host.directory(cluster.id()))).isEqualTo(pids);
            assertThat(host.engine().observe(cluster.id()).isHealthy()).isTrue();
        }
    }

    /// Puts leaves of that time in the place of those that are there, as a renewal does.
    private void age(ClusterDirectory files, ClusterOrder cluster, Instant made) throws IOException {
        for (var kept : List.of("ca.crt", "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key", "sa.key", "sa.pub")) {
            Files.copy(files.pki(kept), aged.resolve(kept));
        }
        var names = new ClusterNames(cluster.id().toString(), cluster.apiDnsNames(), ADDRESSES);
        ClusterPki.ensure(aged, names, () -> made, new SecureRandom());
        for (var leaf : LEAVES) {
            for (var file : List.of(leaf + ".key", leaf + ".crt")) {
                Files.move(aged.resolve(file), files.pki(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
