package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.done;
import static io.bergwerk.engine.local.TestHost.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.local.ports.Ports;
import io.bergwerk.engine.local.process.ProcFs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Beginnings and ends of clusters of real components.
class LifecycleTest {
    private TestHost host;

    @BeforeEach
    void open() {
        host = TestHost.open();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void aRemovedClusterLeavesNothingButTrash() throws IOException {
        var cluster = host.create();
        var pids = Records.pids(host.directory(cluster.id()));
        var port = host.engine()
                .observe(cluster.id())
                .endpoint()
                .orElseThrow()
                .server()
                .getPort();

        done(() -> host.engine().removeControlPlane(cluster.id()));

        assertThat(pids.values())
                .allSatisfy(pid -> assertThat(ProcFs.identify(pid)).isEmpty());
        assertThat(Ports.isFree(port)).isTrue();
        assertThat(host.directory(cluster.id())).doesNotExist();
        assertThat(host.engine().clusters()).isEmpty();
        assertThat(TestHost.cache().resolve("ports/" + port)).doesNotExist();
        try (var trash = Files.list(host.directory().resolve("trash"))) {
            assertThat(trash.toList()).hasSize(1);
        }
    }

    @Test
    void theApiCanBeUsedWhileTheControllersAreStarted() {
        var order = TestHost.order();
        var early = new AtomicReference<StepResult>();
        host.engine().onChange(id -> {
            var seen = host.engine().observe(id);
            if (seen.apiServer().isTrue() && !seen.controlPlane().isTrue()) {
                early.set(host.engine().ensureSystemComponents(order));
            }
        });

        done(() -> host.engine().ensureControlPlane(order));

        assertThat(early.get()).isEqualTo(StepResult.done());
        assertThat(host.engine().observe(order.id()).controlPlane().isTrue()).isTrue();
    }

    @Test
    void aServerThatIsKilledLosesNothing() throws Exception {
        host.close();
        var directory = Files.createTempDirectory("bw-");
        TestHost.guard(directory);
        var id = new ClusterId(UUID.randomUUID());
        var child = ServerInAChild.ensuring(directory, id, TestHost.VERSION);
        try {
            var first = new String(child.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            assertThat(first).isEqualTo("ready");
            var cluster = directory.resolve("clusters").resolve(id.toString());
            var before = Records.pids(cluster);
            child.destroyForcibly().waitFor();

            host = TestHost.openAt(directory);

            done(() -> host.engine().ensureControlPlane(TestHost.order(id, "test")));
            assertThat(Records.pids(cluster)).isEqualTo(before);
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aHalfMadeDirectoryIsTakenUpOrRemoved() throws IOException {
        var order = TestHost.order();
        Files.createDirectories(host.directory(order.id()).resolve("pki"));
        Files.writeString(host.directory(order.id()).resolve("pki/ca.key"), "-----BEGIN PRIVATE");
        var next = host.restart();
        assertThat(next.clusters()).containsExactly(order.id());

        done(() -> next.ensureControlPlane(order));

        done(() -> next.removeControlPlane(order.id()));
        Files.createDirectories(host.directory(order.id()));
        done(() -> next.removeControlPlane(order.id()));
        assertThat(next.clusters()).isEmpty();
    }

    @Test
    void removalGoesOnInTheNextServerAndStartsNothing() {
        var cluster = host.create();
        host.engine().removeControlPlane(cluster.id());

        var next = host.restart();

        done(() -> next.removeControlPlane(cluster.id()));
        assertThat(next.clusters()).isEmpty();
    }

    @Test
    void aRefusedStartLeavesNoProcess() throws IOException {
        var order = TestHost.order();
        Files.createDirectories(host.directory(order.id()).resolve("pki"));
        Files.writeString(host.directory(order.id()).resolve("pki/ca.crt"), "damaged");

        eventually(() -> host.engine().ensureControlPlane(order) instanceof StepResult.Failed);

        assertThat(host.engine().ensureControlPlane(order))
                .isInstanceOfSatisfying(
                        StepResult.Failed.class, it -> assertThat(it.reason()).isEqualTo("CertificatesDamaged"));
        assertThat(Records.pids(host.directory(order.id())).values()).containsOnly(0L);
    }

    @Test
    void aSecondServerKeepsOutOfTheDirectory() {
        assertThatThrownBy(() -> TestHost.startEngine(host.directory()).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use by another server");
    }

    @Test
    void twoInstallationsDoNotCollide() throws IOException {
        var cluster = host.create();
        try (var other = TestHost.open()) {
            var theirs = other.create();

            assertThat(other.engine().observe(theirs.id()).endpoint())
                    .isNotEqualTo(host.engine().observe(cluster.id()).endpoint());
            done(() -> other.engine().removeControlPlane(theirs.id()));
            assertThat(host.engine().observe(cluster.id()).isHealthy()).isTrue();
        }
    }
}
