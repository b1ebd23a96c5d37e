package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One installation with one cluster, to which everything happens that may happen to a running one. Each test leaves it
/// as it was; the last one does not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComponentFaultsTest {
    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final List<String> COMPONENTS =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

    private final Installation installation = Installation.named("faults").plain();
    private @Nullable ClusterCalls made;

    private ClusterCalls cluster() {
        return Objects.requireNonNull(made, "no cluster was made");
    }

    @BeforeAll
    void start() {
        installation.start();
        made = ClusterCalls.create(new Account(installation.admin()), "faults").awaitSucceeded();
        cluster().kubectl("GetAdminKubeconfig").ask("create", "configmap", "kept", "--from-literal=a=b");
    }

    @AfterAll
    void end() {
        installation.close();
    }

    @Order(1)
    @ParameterizedTest
    @ValueSource(strings = {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"})
    void aKilledComponentComesBack(String component) {
        var before = Processes.named(installation.data(), component).orElseThrow();
        var begun = Instant.now();

        before.kill();

        Await.holds(
                "another " + component,
                RECOVERY,
                () -> Processes.named(installation.data(), component)
                        .filter(now -> now.pid() != before.pid())
                        .isPresent(),
                () -> Processes.of(installation.data()));
        assertWhole();
        Faults.report("kill -9 " + component, "back and well after %d ms".formatted(since(begun)));
    }

    @Test
    @Order(2)
    void aKilledDatabaseComesBackWithEveryAcknowledgedWrite() {
        var owner = cluster().owner();
        var postmaster = postmaster();
        var uuid = owner.api()
                .call("api.v1.TokenService/Create", "{\"description\": \"before the fault\"}")
                .ok()
                .at("/token/uuid")
                .asText();
        var begun = Instant.now();

        postmaster.kill();

        Await.holds(
                "an API with a database",
                RECOVERY,
                () -> owner.api().call("api.v1.UserService/Get", "{}").status() == 200,
                () -> owner.api().call("api.v1.UserService/Get", "{}").body());
        assertThat(owner.api()
                        .call("api.v1.TokenService/Get", "{\"uuid\": \"%s\"}".formatted(uuid))
                        .status())
                .isEqualTo(200);
        assertWhole();
        Faults.report("kill -9 PostgreSQL", "back after %d ms, nothing lost".formatted(since(begun)));
    }

    private Processes.Running postmaster() {
        return Processes.of(installation.data()).stream()
                .filter(process -> process.command().contains("/postgres -D"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(3)
    void aSecondServerInTheDirectoryIsToldWhoIsThere() {
        try (var second = Installation.at(installation.data(), Ports.free())
                .plain()
                .asIntruder()
                .launch()) {
            assertThat(second.awaitEnd(RECOVERY)).isNotZero();

            assertThat(second.errors())
                    .contains(installation.data().toString())
                    .contains(Long.toString(installation.process().pid()));
            Faults.report("second server on one data directory", lastLine(second.errors()));
        }
        assertWhole();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @Order(4)
    void aTakenPortIsNamedWithTheOption(int offset) throws IOException {
        var port = Ports.free();
        try (var _ = Ports.take(port + offset);
                var second = Installation.at(Workspace.get().newDirectory("port" + offset), port)
                        .plain()
                        .launch()) {
            assertThat(second.awaitEnd(RECOVERY)).isNotZero();

            assertThat(second.errors())
                    .contains(Integer.toString(port + offset))
                    .contains("--port");
            Faults.report("port N+%d taken".formatted(offset), lastLine(second.errors()));
            assertThat(Processes.of(second.data())).isEmpty();
        }
    }

    private static String lastLine(String text) {
        return text.strip().lines().reduce((_, last) -> last).orElse("(nothing)");
    }

    @Test
    @Order(5)
    void theServersDeathLeavesItsClustersToTheNextOne() {
        var before = COMPONENTS.stream()
                .map(component -> Processes.named(installation.data(), component)
                        .orElseThrow()
                        .pid())
                .toList();
        var begun = Instant.now();

        installation.kill();
        installation.start();

        assertWhole();
        var after = COMPONENTS.stream()
                .map(component -> Processes.named(installation.data(), component)
                        .orElseThrow()
                        .pid())
                .toList();
        assertThat(after).isEqualTo(before);
        Faults.report("kill -9 of the server at rest", "all processes adopted, %d ms".formatted(since(begun)));
    }

    @Test
    @Order(6)
    void aClockThatGoesWrongLosesNothing() {
        installation.kill(); // the cluster's own processes, whose clock is right, run on
        installation.withClock(Duration.ofMinutes(-11)).start();
        signInAgain();
        cluster().awaitSucceeded();
        var expired = Kubectl.with(cluster()
                .kubeconfig("GetAdminKubeconfig", 600)
                .ok()
                .path("kubeconfig")
                .asText());

        var refused = expired.run("get", "nodes");

        assertThat(refused.exit()).isNotZero();
        assertThat(refused.errors()).containsAnyOf("Unauthorized", "logged in", "expired", "credentials");
        assertWhole();
        Faults.report("kubeconfig of ten minutes, issued eleven minutes ago", "refused: " + lastLine(refused.errors()));
    }

    @Test
    @Order(7)
    void aClockSetBackByAnHourLosesNothing() {
        var early = cluster().kubectl("GetAdminKubeconfig");
        early.ask("create", "deployment", "steady", "--image=nginx", "--replicas=2");
        early.ask("rollout", "status", "deployment/steady", "--timeout=60s");
        var pods = runningPods(early);
        var renewals = renewals(early);
        installation.kill(); // the cluster's own processes, whose clock is right, run on
        installation.withClock(Duration.ofHours(-1)).start();
        signInAgain();

        cluster().awaitSucceeded();
        assertThat(early.readyNodes()).hasSize(2);
        assertThat(runningPods(early)).isEqualTo(pods).hasSize(2);
        // An hour of the new one lies behind the cluster's own clock.
        var late = Kubectl.with(cluster()
                .kubeconfig("GetAdminKubeconfig", Duration.ofHours(3).toSeconds())
                .ok()
                .path("kubeconfig")
                .asText());
        Await.holds(
                "leases that are renewed",
                RECOVERY,
                () -> renewals(late).entrySet().stream()
                        .allMatch(renewal -> renewal.getValue().compareTo(renewals.get(renewal.getKey())) > 0),
                () -> renewals(late));
        assertThat(late.readyNodes()).hasSize(2);
        late.ask("scale", "deployment/steady", "--replicas=3");
        late.ask("rollout", "status", "deployment/steady", "--timeout=50s");
        assertThat(runningPods(late)).containsAll(pods).hasSize(3);
        late.ask("delete", "pods", "-l", "app=steady", "--timeout=50s");
        late.ask("delete", "deployment", "steady");
        var owner = new Account(installation.admin());
        assertThat(owner.projectToken("VIEWER")
                        .call("api.v1.UserService/Get", "{}")
                        .status())
                .isEqualTo(200);
        Faults.report("clock set back an hour", "tokens, cluster, its pods and nodes as before");
    }

    /// When each node was last heard of.
    private static Map<String, String> renewals(Kubectl kubectl) {
        return kubectl.json("get", "leases", "-n", "kube-node-lease")
                .path("items")
                .valueStream()
                .collect(Collectors.toMap(
                        lease -> lease.at("/metadata/name").asText(),
                        lease -> lease.at("/spec/renewTime").asText()));
    }

    /// By name, uid and number of restarts.
    private static List<String> runningPods(Kubectl kubectl) {
        return kubectl.json("get", "pods", "-l", "app=steady", "--field-selector=status.phase=Running")
                .path("items")
                .valueStream()
                .map(pod -> "%s %s %s"
                        .formatted(
                                pod.at("/metadata/name").asText(),
                                pod.at("/metadata/uid").asText(),
                                pod.at("/status/containerStatuses/0/restartCount")
                                        .asText()))
                .toList();
    }

    @Test
    @Order(8)
    void dataOfANewerReleaseAreNotTouched() throws SQLException {
        try (var connection = installation.database();
                var statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO schema_history
                        (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                    SELECT max(installed_rank) + 1, '9000', 'of a later release', 'SQL', 'V9000__later.sql', 1, 'bergwerk', 1, true
                    FROM schema_history""");
        }
        installation.stop();

        installation.launch();

        assertThat(installation.awaitEnd(RECOVERY)).isNotZero();
        assertThat(installation.errors()).contains("newer release").contains("9000");
        installation.assertNothingLeft();
        Faults.report("data directory of a newer version", lastLine(installation.errors()));
    }

    /// Tokens of a moment ago do not hold yet where the clock is behind; the one for tools is made anew at the start.
    private void signInAgain() {
        made = new ClusterCalls(new Account(installation.admin()), cluster().uuid());
    }

    /// One process of each kind, two Ready nodes, and what was written into the cluster.
    private void assertWhole() {
        cluster().awaitSucceeded();
        var kubectl = cluster().kubectl("GetAdminKubeconfig");
        Await.holds(
                "two Ready nodes and the kept object",
                RECOVERY,
                () -> kubectl.run("get", "configmap", "kept").exit() == 0
                        && kubectl.readyNodes().size() == 2,
                () -> kubectl.run("get", "nodes").output());
        for (var component : COMPONENTS) {
            assertThat(Processes.of(installation.data()))
                    .filteredOn(process -> process.isProgram(component))
                    .as(component)
                    .hasSize(1);
        }
    }

    private static long since(Instant begun) {
        return Duration.between(begun, Instant.now()).toMillis();
    }
}
