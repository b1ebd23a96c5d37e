package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The server dies as soon as each step of a creation and of a deletion shows, over real processes: the next server
/// goes on from there, and the end is the same as without any death.
class KillMatrixTest {
    private static final int MAX_DEATHS = 12;
    private static final Duration STEP = Duration.ofMinutes(3);

    @Test
    void whateverStepItDiesAtTheEndIsTheSame() {
        try (var installation = Installation.named("kills").plain().start()) {
            var owner = new Account(installation.admin());
            var cluster = ClusterCalls.create(owner, "kills");

            var created = dieAtEachStep(installation, cluster, "create");

            assertThat(cluster.get().at("/status/type").asText()).isEqualTo("Create");
            assertThat(cluster.kubectl("GetAdminKubeconfig").readyNodes()).hasSize(2);
            for (var component : List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
                assertThat(Processes.of(installation.data()))
                        .filteredOn(process -> process.isProgram(component))
                        .as(component)
                        .hasSize(1);
            }
            assertThat(owner.onProject("api.v1.ClusterService/List", "").ok().path("clusters"))
                    .hasSize(1);

            cluster.call("Delete").ok();
            var deleted = dieAtEachStep(installation, cluster, "delete");

            assertThat(cluster.call("Get").code()).isEqualTo("not_found");
            assertThat(owner.onProject("api.v1.ClusterService/List", "").ok()).isEqualTo(Api.json("{}"));
            assertThat(ClusterCalls.directory(installation)).isEmpty();
            assertThat(Processes.of(installation.data()))
                    .noneMatch(process -> process.command().contains("kube-"));
            assertThat(created).isNotEmpty();
            assertThat(deleted).isNotEmpty();
            installation.stop();
        }
    }

    /// The first death comes right after the call's answer, before anything is known of the work.
    private static List<String> dieAtEachStep(Installation installation, ClusterCalls cluster, String operation) {
        var deaths = new ArrayList<String>();
        var seen = new HashSet<String>();
        var step = Optional.of("right after the call's answer");
        while (step.isPresent()) {
            assertThat(deaths).hasSizeLessThan(MAX_DEATHS);
            deaths.add(step.get());
            installation.kill();
            installation.launch(); // not waited for: its steps are watched from its first answer on
            step = Await.until("the next step or the end of " + operation, STEP, () -> next(cluster, seen));
        }
        for (var death : deaths) {
            Faults.report("kill -9 of the server, %s: %s".formatted(operation, death), "same end");
        }
        return deaths;
    }

    /// A step that was not seen before; empty inside if the work is done, empty outside if there is nothing new.
    private static Optional<Optional<String>> next(ClusterCalls cluster, Set<String> seen) {
        Api.Answer answer;
        try {
            answer = cluster.call("Get");
        } catch (UncheckedIOException e) {
            return Optional.empty(); // it is just starting
        }
        if (answer.code().equals("not_found")) {
            return Optional.of(Optional.empty());
        }
        var status = answer.ok().at("/cluster/status");
        if (status.path("state").asText().equals("Succeeded")) {
            return Optional.of(Optional.empty());
        }
        var step = step(status);
        return seen.add(step) ? Optional.of(Optional.of(step)) : Optional.empty();
    }

    private static String step(JsonNode status) {
        var reasons = status.path("conditions")
                .valueStream()
                .filter(condition -> !condition.path("status").asText().equals("True"))
                .map(condition -> condition.path("reason").asText())
                .distinct()
                .collect(Collectors.joining(","));
        return "%d%% %s".formatted(status.path("progress").asInt(), reasons);
    }
}
