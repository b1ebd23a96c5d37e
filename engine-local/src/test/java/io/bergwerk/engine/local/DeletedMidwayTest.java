package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.at;
import static io.bergwerk.engine.local.TestHost.done;
import static io.bergwerk.engine.local.TestHost.eventually;
import static io.bergwerk.engine.local.TestHost.withImage;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.StepResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clusters of real components are deleted while something else is being done to them.
class DeletedMidwayTest {
    private static final String OLD_PATCH = "1.36.1";
    private static final String MINOR = "1.37.2";

    private static final String RIGID = """
            apiVersion: v1
            kind: Pod
            metadata: {name: rigid, labels: {app: rigid}}
            spec: {containers: [{name: main, image: example.org/main}]}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: rigid}
            spec: {minAvailable: 1, selector: {matchLabels: {app: rigid}}}
            """;

    private TestHost host;

    @BeforeEach
    void open() {
        host = TestHost.simulating(OLD_PATCH, TestHost.VERSION.toString(), MINOR);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void whileItIsCreated() {
        var cluster = TestHost.order();
        begin(() -> host.engine().ensureControlPlane(cluster), directory(cluster, "run/etcd.json"));

        remove(cluster.id());
    }

    @Test
    void whileABudgetHoldsUpTheRollOfItsNodes() throws IOException {
        var cluster = host.create();
        done(() -> host.engine().ensureWorkers(cluster));
        var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);
        Files.writeString(kubectl.home().resolve("rigid.yaml"), RIGID);
        assertThat(kubectl.run("apply", "-f", "rigid.yaml").status()).isZero();
        assertThat(kubectl.run("wait", "pod/rigid", "--for=condition=Ready").status())
                .isZero();
        var rolled = withImage(cluster, "13");
        eventually(() -> {
            host.engine().ensureWorkers(rolled);
            return host.engine().observe(cluster.id()).nodes().reason().equals("DrainBlocked");
        });

        remove(cluster.id());
    }

    /// What comes back goes on to the version that was asked for.
    @Test
    void whileItIsUpgradedAndItComesBack() {
        var cluster = host.create();
        var kubectl = Kubectl.of(host, cluster.id(), KubeconfigRole.ADMIN);
        assertThat(kubectl.run("create", "configmap", "kept").status()).isZero();
        var order = at(cluster, MINOR);
        begin(() -> host.engine().ensureControlPlane(order), directory(cluster, "run/kube-apiserver.next.json"));

        remove(cluster.id());

        done(() -> host.engine().ensureUndeleted(cluster.id(), List.of(ServerInAChild.living(kubectl.kubeconfig()))));
        done(() -> host.engine().ensureControlPlane(order));
        assertThat(kubectl.run("version").output()).contains("Server Version: v" + MINOR);
        assertThat(kubectl.run("get", "configmap", "kept").status()).isZero();
        remove(cluster.id());
    }

    @Test
    void whileItIsRestored() {
        var cluster = host.create(OLD_PATCH);
        done(() -> host.engine().ensureControlPlane(at(cluster, TestHost.VERSION.toString())));
        var backup = host.engine().backups(cluster.id()).getFirst().id();
        var restore = new RestoreOrder(UUID.randomUUID(), backup, List.of());
        begin(() -> host.engine().ensureRestored(cluster.id(), restore), directory(cluster, "etcd.before"));

        remove(cluster.id());
    }

    private Path directory(ClusterOrder cluster, String name) {
        return host.directory(cluster.id()).resolve(name);
    }

    /// Goes on until a file shows that it is under way.
    private static void begin(Supplier<StepResult> step, Path sign) {
        eventually(() -> {
            assertThat(step.get()).isInstanceOf(StepResult.Waiting.class);
            return Files.exists(sign);
        });
    }

    private void remove(ClusterId cluster) {
        done(() -> host.engine().removeWorkers(cluster));
        done(() -> host.engine().removeControlPlane(cluster));

        assertThat(host.processesOf(cluster)).isEmpty();
        assertThat(host.directory(cluster)).doesNotExist();
        assertThat(host.engine().clusters()).isEmpty();
    }
}
