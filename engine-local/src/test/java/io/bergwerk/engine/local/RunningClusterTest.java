package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.done;
import static io.bergwerk.engine.local.TestHost.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.Fact.Status;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.local.controlplane.Component;
import io.bergwerk.engine.local.process.ProcFs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One cluster of real components that is up all the time.
class RunningClusterTest {
    private static TestHost host;
    private static ClusterOrder cluster;

    @BeforeAll
    static void create() {
        host = TestHost.open();
        cluster = host.create();
    }

    @AfterAll
    static void remove() {
        host.close();
    }

    @Test
    void anAdministratorMayDoEverything() {
        var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);

        assertThat(kubectl.run("version").output()).contains("Server Version: v1.36.3");
        assertThat(kubectl.run("create", "namespace", "mine").status()).isZero();
        assertThat(kubectl.run("-n", "mine", "create", "secret", "generic", "s", "--from-literal=password=hush-7301")
                        .status())
                .isZero();
        assertThat(kubectl.run("-n", "mine", "get", "secret", "s").status()).isZero();
    }

    @Test
    void aViewerReadsAllButSecretsAndWritesNothing() {
        var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.VIEWER);
        // A controller puts the role together.
        eventually(() -> kubectl.run("get", "pods", "-A").status() == 0);
        eventually(() -> kubectl.run("get", "nodes,namespaces,storageclasses").status() == 0);

        assertThat(kubectl.run("get", "secrets", "-A").output()).contains("Forbidden");
        assertThat(kubectl.run("create", "namespace", "theirs").output()).contains("Forbidden");
        assertThat(kubectl.run("-n", "default", "create", "configmap", "c").output())
                .contains("is forbidden");
    }

    @Test
    void anExpiredKubeconfigIsRefused() {
        var kubectl = Kubectl.of(
                host, cluster.id(), KubeconfigRole.ADMIN, Instant.now().minusSeconds(1));

        assertThat(kubectl.run("get", "namespaces").output()).containsAnyOf("expired", "Unauthorized", "logged in");
    }

    @Test
    void oneKubeconfigIsRevokedAlone() {
        var first = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);
        var second = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);

        host.engine().revokeKubeconfig(cluster.id(), first.kubeconfig());

        eventually(() -> first.run("get", "namespaces").output().contains("Forbidden"));
        assertThat(second.run("get", "namespaces").status()).isZero();
    }

    @Test
    void nobodyGetsANameOfTheSystemsOwn() {
        var order = new KubeconfigOrder(
                UUID.randomUUID(),
                "system:kube-scheduler",
                KubeconfigRole.VIEWER,
                Instant.now(),
                Instant.now().plusSeconds(60));

        assertThatThrownBy(() -> host.engine().issueKubeconfig(cluster.id(), order))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void theRouterLeadsToTheClusterByName() {
        var name = cluster.apiDnsNames().getFirst();
        var router = "https://127.0.0.1:"
                + host.engine().routerAddress().orElseThrow().getPort();
        var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);

        assertThat(kubectl.through("--server", router, "--tls-server-name", name)
                        .run("get", "namespaces")
                        .status())
                .isZero();
        assertThat(kubectl.through("--server", router, "--tls-server-name", "api.other.example.org")
                        .run("get", "namespaces")
                        .output())
                .contains("unrecognized name");
    }

    @ParameterizedTest
    @EnumSource
    void aKilledComponentComesBack(Component component) {
        var before = Records.pid(host.directory(cluster.id()), component.program());

        assertThat(ProcessHandle.of(before).orElseThrow().destroyForcibly()).isTrue();

        eventually(() -> host.engine().observe(cluster.id()).controlPlane().status() == Status.FALSE
                || Records.pid(host.directory(cluster.id()), component.program()) != before);
        eventually(() -> Records.pid(host.directory(cluster.id()), component.program()) != before
                && host.engine().observe(cluster.id()).isHealthy());
        var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);
        eventually(() -> kubectl.run("get", "--raw", "/readyz").output().equals("ok"));
    }

    @Test
    void theNextServerTakesOverWithoutTouchingAProcess() {
        var before = Records.pids(host.directory(cluster.id()));
        var endpoint = host.engine().observe(cluster.id()).endpoint();

        var next = host.restart();

        assertThat(next.clusters()).containsExactly(cluster.id());
        done(() -> next.ensureControlPlane(cluster));
        done(() -> next.ensureSystemComponents(cluster));
        assertThat(Records.pids(host.directory(cluster.id()))).isEqualTo(before);
        assertThat(next.observe(cluster.id()).endpoint()).isEqualTo(endpoint);
        assertThat(next.observe(cluster.id()).isHealthy()).isTrue();
    }

    @Test
    void metricsOfAllComponentsStandInOneText() {
        var text = host.engine().metrics(cluster.id()).orElseThrow();

        for (var component : Component.values()) {
            assertThat(text).contains("component=\"" + component.program() + "\"");
        }
        assertThat(text.lines().filter("# TYPE go_goroutines gauge"::equals)).hasSize(1);
    }

    @Test
    void nothingOfAClusterIsReadableToOthersAndNoSecretLiesInClear() throws IOException {
        var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);
        kubectl.run("create", "secret", "generic", "at-rest", "--from-literal=word=plainly-8842");

        try (var files = Files.walk(host.directory(cluster.id()))) {
            for (var file : files.toList()) {
                assertThat(Files.getPosixFilePermissions(directoryOf(file)))
                        .as(file.toString())
                        .doesNotContainAnyElementsOf(
                                Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE));
                if (Files.isRegularFile(file)) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain("plainly-8842");
                }
            }
        }
    }

    private static Path directoryOf(Path file) {
        var parent = file.getParent();
        return Files.isDirectory(file) || parent == null ? file : parent;
    }

    @Test
    void processesBelongToTheCluster() {
        for (var pid : Records.pids(host.directory(cluster.id())).values()) {
            assertThat(ProcFs.identify(pid)).isPresent();
        }
        assertThat(Records.pids(host.directory(cluster.id()))).hasSize(4);
    }
}
