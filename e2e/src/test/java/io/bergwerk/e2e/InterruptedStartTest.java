package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// SIGTERM in the middle of a first start: the server ends soon and leaves nothing, and the next one starts
/// as if there had been none. What Ctrl-C at the launcher does is in [UpTest].
class InterruptedStartTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TERMINATED = 143;

    @ParameterizedTest
    @ValueSource(strings = {"", "step postgres start", "step postgres done", "step api done"})
    void aStartThatIsCutOffLeavesNothing(String line) {
        try (var installation = Installation.named("cut").plain().launch()) {
            if (!line.isEmpty()) {
                Await.until("the line " + line, LIMIT, () -> said(installation, line));
            }

            stop(installation, line.isEmpty() ? "before its first line" : "after '" + line + "'");

            installation.start();
            assertThat(new Account(installation.admin()).login()).isNotEmpty();
            installation.stop();
        }
    }

    private static Optional<String> said(Installation installation, String start) {
        return installation.output().lines().stream()
                .filter(line -> line.startsWith(start))
                .findFirst();
    }

    @Test
    void aCreationThatIsCutOffGoesOnWithTheNextServer() {
        try (var installation = Installation.named("cut").plain().start()) {
            var cluster = ClusterCalls.create(new Account(installation.admin()), "cut");
            var log = new ServerLog(installation, cluster.uuid(), List.of("StartingApiServer"), ServerLog.CREATED);
            assertThat(log.await(LIMIT)).containsExactly("StartingApiServer");

            stop(installation, "while a control plane starts");

            installation.start();
            cluster.awaitSucceeded();
            assertThat(cluster.kubectl("GetAdminKubeconfig").readyNodes()).hasSize(2);
            installation.stop();
        }
    }

    private static void stop(Installation installation, String moment) {
        var begun = System.nanoTime();
        installation.process().destroy();

        assertThat(installation.awaitEnd(LIMIT)).isIn(0, TERMINATED);

        var took = Duration.ofNanos(System.nanoTime() - begun);
        Faults.report("SIGTERM " + moment, "ended after %d ms".formatted(took.toMillis()));
        installation.assertNothingLeft();
    }
}
