package io.bergwerk.engine.local;

import static io.bergwerk.engine.local.TestHost.done;
import static io.bergwerk.engine.local.TestHost.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `kill -9` of the server after everything that it does to the nodes of a cluster of real components: the next one
/// goes
/// on, the end is the same as without any death, and no bound and no disruption budget is broken at any moment.
///
/// Prints what was seen: `killed-roll: roll | 12 deaths | at most 3 nodes, at least 2 ready, at least 3 ready pods |
/// ...`.
class KilledRollTest {
    private static final int DEATHS_MAX = 30;
    private static final int PODS = 4;
    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 4
              selector: {matchLabels: {app: web}}
              template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: x}]}}
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec: {minAvailable: 3, selector: {matchLabels: {app: web}}}
            """;

    private final List<String> deaths = new ArrayList<>();
    private TestHost host;
    private ClusterId cluster;
    private Kubectl kubectl;
    private RollWatcher watcher;

    @BeforeEach
    void create() throws IOException {
        host = TestHost.withSimulatedWorkers();
        cluster = host.create().id();
        done(() -> host.engine().ensureWorkers(order("12", 2, 2)));
        kubectl = Kubectl.of(host, cluster, KubeconfigRole.ADMIN);
        watcher = RollWatcher.of(host, cluster);
        var file = Files.writeString(host.directory().resolve("web.yaml"), WEB);
        ask("apply", "-f", file.toString());
        eventually(() -> watcher.begin(2, PODS));
        host.engine().close();
    }

    @AfterEach
    void remove() {
        watcher.close();
        host.restart();
        host.close();
    }

    @Test
    void aRollEndsTheSameAfterWhateverTheServerDies() {
        dieAfterEverything(order("13", 2, 2), () -> true);

        report("roll");
        assertThat(watcher.worst()).isEqualTo(new RollWatcher.Worst(3, 2, PODS - 1));
        assertThat(kinds(deaths)).contains("create", "cordon", "evict", "remove");
        assertThat(kinds(watcher.done())).containsOnly("create", "cordon", "evict", "remove");
        assertThat(ask("get", "nodes", "-o", "jsonpath={.items[*].status.nodeInfo.osImage}"))
                .isEqualTo("debian 13 debian 13");
        assertThat(watcher.done()).filteredOn(it -> it.startsWith("create")).hasSize(2);
        assertThat(watcher.done()).filteredOn(it -> it.startsWith("remove")).hasSize(2);
    }

    @Test
    void aGroupGrowsTheSameAfterWhateverTheServerDies() {
        ask("create", "deployment", "hungry", "--image=x", "--replicas=4");
        ask("set", "resources", "deployment/hungry", "--requests=cpu=9");

        dieAfterEverything(
                order("12", 2, 4),
                () -> ask("get", "deployment", "hungry", "-o", "jsonpath={.status.readyReplicas}")
                        .equals("4"));

        report("growth");
        assertThat(watcher.worst()).isEqualTo(new RollWatcher.Worst(4, 2, PODS));
        assertThat(kinds(deaths)).contains("size", "create");
        assertThat(kinds(watcher.done())).containsOnly("size", "create");
    }

    /// Server after server, until one says that the nodes are as ordered, and lives to see the end of it all.
    private void dieAfterEverything(ClusterOrder order, BooleanSupplier end) {
        while (deaths.size() < DEATHS_MAX) {
            var before = watcher.done().size();
            var server = RollingServer.launch(host.directory(), order);
            try {
                eventually(() -> watcher.done().size() > before || (isDone(server) && end.getAsBoolean()));
                if (watcher.done().size() == before) {
                    return;
                }
            } finally {
                server.destroyForcibly().onExit().join();
            }
            deaths.add(watcher.done().getLast());
        }
        assertThat(deaths).as("the end").hasSizeLessThan(DEATHS_MAX);
    }

    private void report(String what) {
        var counts = new TreeMap<>(
                watcher.done().stream().collect(Collectors.groupingBy(KilledRollTest::kind, Collectors.counting())));
        System.out.println(
                "killed-roll: %s | %d deaths | %s | %s".formatted(what, deaths.size(), watcher.worst(), counts));
    }

    private boolean isDone(Process server) {
        assertThat(server.isAlive()).as("after %s", watcher.done()).isTrue();
        try {
            return server.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> kinds(List<String> happenings) {
        return happenings.stream().map(KilledRollTest::kind).collect(Collectors.toSet());
    }

    private static String kind(String happening) {
        return happening.split(" ", 2)[0];
    }

    private String ask(String... arguments) {
        var result = kubectl.run(arguments);
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }

    private ClusterOrder order(String image, int min, int max) {
        return RollingServer.order(cluster, image, min, max);
    }
}
