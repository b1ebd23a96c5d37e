package io.bergwerk.engine.local.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortSlotsTest {
    private static final int FIRST_PORT = 23_000;

    @TempDir
    Path directory;

    private PortSlots slots;

    @BeforeEach
    void open() {
        slots = installation();
    }

    private PortSlots installation() {
        return new PortSlots(directory.resolve("registry"), FIRST_PORT);
    }

    @Test
    void everyClusterHasPortsOfItsOwnAndKeepsThem() throws IOException {
        var one = cluster("one");
        var two = cluster("two");

        var first = slots.claim(one).orElseThrow();
        var second = slots.claim(two).orElseThrow();

        assertThat(first).isNotEqualTo(second);
        assertThat(slots.claim(one)).hasValue(first);
        assertThat(installation().claim(two)).as("after a restart").hasValue(second);
    }

    @Test
    void aSlotWithAPortInUseIsSkipped() throws IOException {
        var free = slots.claim(cluster("one")).orElseThrow();
        slots.release(directory.resolve("one"));
        try (var _ = new ServerSocket(free.scheduler(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(slots.claim(cluster("two")).orElseThrow().slot()).isGreaterThan(free.slot());
        }
    }

    @Test
    void portsOfAStoppedInstallationAreLeftAlone() throws IOException {
        var claimed = slots.claim(cluster("stopped")).orElseThrow();

        assertThat(installation().claim(cluster("new"))).isNotEqualTo(java.util.Optional.of(claimed));
        assertThat(installation().keep(cluster("other"), claimed)).isFalse();
    }

    @Test
    void aClaimEndsWithItsDirectory() throws IOException {
        var claimed = slots.claim(cluster("gone")).orElseThrow();
        Files.delete(directory.resolve("gone"));

        assertThat(slots.claim(cluster("new"))).hasValue(claimed);
    }

    @Test
    void aLostRegistryIsRebuiltFromWhatClustersRemember() throws IOException {
        var one = cluster("one");
        var remembered = slots.ports(7);

        assertThat(slots.keep(one, remembered)).isTrue();
        assertThat(slots.claim(one)).hasValue(remembered);
    }

    private Path cluster(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }
}
