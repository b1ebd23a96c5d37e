package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.at;
import static io.bergwerk.engine.local.TestHost.done;
import static io.bergwerk.engine.local.TestHost.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.local.controlplane.Component;
import io.bergwerk.engine.local.process.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clusters of real components go from one version to the next under a client that never stops asking.
class UpgradeTest {
    private static final String OLD_PATCH = "1.36.1";
    private static final String PATCH = "1.36.3";
    private static final String MINOR = "1.37.2";

    @TempDir
    Path programs;

    @Test
    void neitherAPatchNorAMinorCostsARequestAlsoWhenTheServerIsKilledMeanwhile() {
        try (var host = TestHost.offering(Optional.empty(), PATCH, OLD_PATCH, MINOR)) {
            var cluster = host.create(OLD_PATCH);
            try (var client = FreshClient.of(host, cluster.id())) {
                done(() -> host.engine().ensureControlPlane(at(cluster, PATCH)));
                runs(host, cluster, PATCH);

                host.killInTheMiddle(
                        directory -> ServerInAChild.ensuring(directory, cluster.id(), KubernetesVersion.parse(MINOR)),
                        () -> Files.exists(successor(host, cluster)));
                done(() -> host.engine().ensureControlPlane(at(cluster, MINOR)));
                runs(host, cluster, MINOR);

                assertThat(client.failures()).isEmpty();
                assertThat(client.answers()).isGreaterThan(100);
            }
            assertThat(host.engine().backups(cluster.id()))
                    .extracting(ClusterBackup::occasion)
                    .containsExactly(Occasion.UPGRADE, Occasion.UPGRADE);
            assertThat(host.engine().observe(cluster.id()).isHealthy()).isTrue();
        }
    }

    private static Path successor(TestHost host, ClusterOrder cluster) {
        return host.directory(cluster.id()).resolve("run/kube-apiserver.next.json");
    }

    /// All of it, and nothing of before.
    private static void runs(TestHost host, ClusterOrder cluster, String version) {
        var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);
        assertThat(kubectl.run("version").output()).contains("Server Version: v" + version);
        assertThat(host.processesOf(cluster.id()))
                .containsExactlyInAnyOrderElementsOf(
                        Records.pids(host.directory(cluster.id())).values());
        for (var component : Component.values()) {
            if (component != Component.ETCD) {
                var pid = Records.pid(host.directory(cluster.id()), component.program());
                assertThat(ProcFs.commandLine(pid).getFirst()).contains("/v" + version + "/");
            }
        }
        assertThat(successor(host, cluster)).doesNotExist();
    }

    @Test
    void anApiServerThatDoesNotComeUpChangesNothing() throws IOException {
        fake("kube-apiserver", "exit 1");
        fake("kube-controller-manager", "exit 1");
        fake("kube-scheduler", "exit 1");
        try (var host = TestHost.offering(Optional.of(datastore()), PATCH, "1.37.9")) {
            var cluster = host.create();
            try (var client = FreshClient.of(host, cluster.id())) {
                var answer = fails(host, at(cluster, "1.37.9"));

                assertThat(answer.reason()).isEqualTo("UpgradeFailed");
                assertThat(answer.message()).contains("runs 1.36.3 again").contains("nothing was lost");
                assertThat(client.failures()).isEmpty();
            }
            done(() -> host.engine().ensureControlPlane(cluster));
            runs(host, cluster, PATCH);
        }
    }

    @Test
    void controllersThatDoNotComeUpBringTheClusterBackToItsSnapshot() throws IOException {
        fake("kube-apiserver", "exec %s/kube-apiserver \"$@\"".formatted(real(MINOR)));
        fake("kube-controller-manager", "exit 1");
        fake("kube-scheduler", "exec %s/kube-scheduler \"$@\"".formatted(real(MINOR)));
        try (var host = TestHost.offering(Optional.of(datastore()), PATCH, "1.37.9")) {
            var cluster = host.create();
            var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);
            assertThat(kubectl.run("create", "configmap", "before").status()).isZero();

            var answer = fails(host, at(cluster, "1.37.9"));

            assertThat(answer.message()).contains("controller manager").contains("with the data of ");
            done(() -> host.engine().ensureControlPlane(cluster));
            runs(host, cluster, PATCH);
            assertThat(kubectl.run("get", "configmap", "before").status()).isZero();
        }
    }

    private static StepResult.Failed fails(TestHost host, ClusterOrder order) {
        eventually(() -> host.engine().ensureControlPlane(order) instanceof StepResult.Failed);
        return (StepResult.Failed) host.engine().ensureControlPlane(order);
    }

    private void fake(String program, String what) throws IOException {
        var file = Files.writeString(programs.resolve(program), """
                #!/bin/sh
                [ "$1" = --version ] && echo Kubernetes v1.37.9 && exit
                %s
                """.formatted(what));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static Path real(String version) {
        return platform(TestHost.cache().resolve("kubernetes/v" + version));
    }

    private static Path platform(Path directory) {
        return directory.resolve(System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-amd64");
    }

    /// Beside the made programs.
    private Path datastore() throws IOException {
        try (var versions = Files.newDirectoryStream(TestHost.cache().resolve("etcd"), "v*")) {
            var built = platform(versions.iterator().next());
            for (var program : new String[] {"etcd", "etcdctl", "etcdutl"}) {
                Files.createSymbolicLink(programs.resolve(program), built.resolve(program));
            }
        }
        return programs;
    }
}
