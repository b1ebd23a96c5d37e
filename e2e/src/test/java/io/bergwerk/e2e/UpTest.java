package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// `./bergwerk` as a user types it, from nothing to a cluster, through Ctrl-C and back.
///
/// It comes last, because it may build the server that the other tests run.
@Order(Integer.MAX_VALUE)
class UpTest {
    private static final Duration UP = Duration.ofMinutes(4);
    private static final Duration DOWN = Duration.ofSeconds(90);
    private static final Pattern POSTGRES_DONE = Pattern.compile("(✓|ok) +PostgreSQL ");
    private static final String CARD = "Bergwerk runs.";

    private final Path data = Workspace.get().newDirectory("up");
    private final int port = Ports.free();
    // The build needs the user's own Maven repository.
    private final Map<String, String> environment = Map.of("HOME", System.getProperty("user.home"));

    @Test
    void upGivesAClusterAndCtrlCTakesAllOfItAway() throws Exception {
        try {
            ctrlCInTheMiddleOfAStartLeavesNothing();
            var first = up();
            var card = awaitCard(first);
            assertThat(card)
                    .contains("http://127.0.0.1:" + port)
                    .contains("kubectl")
                    .contains(data.toString());
            theOtherCommandsAnswer();
            signal(first, "INT");
            assertThat(first.process().exitValue()).isIn(0, 130);
            assertNothingLeft();

            var second = up();
            awaitCard(second);
            assertThat(bergwerk("kubectl", "--data", data.toString(), "demo", "get", "nodes")
                            .succeeded())
                    .contains("Ready");
            bergwerk("down", "--data", data.toString()).succeeded();
            assertThat(second.process().waitFor(DOWN.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertNothingLeft();
            assertThat(bergwerk("status", "--data", data.toString()).exit()).isNotZero();
        } finally {
            Processes.of(data).forEach(Processes.Running::kill);
        }
    }

    /// Each start goes a little further than the one before, all of them in the same directory.
    private void ctrlCInTheMiddleOfAStartLeavesNothing() throws Exception {
        var moments = new LinkedHashMap<String, Predicate<Up>>();
        moments.put("the server is started", _ -> Files.exists(data.resolve("run/server.pid")));
        moments.put("PostgreSQL is being made", _ -> Files.exists(data.resolve("postgres")));
        moments.put("PostgreSQL runs", up -> POSTGRES_DONE.matcher(said(up)).find());
        moments.put("the first cluster is being made", _ -> hasCluster());
        for (var moment : moments.entrySet()) {
            var cut = up();
            Await.holds(moment.getKey(), UP, () -> moment.getValue().test(cut), () -> said(cut));
            var begun = System.nanoTime();
            signal(cut, "INT");
            assertThat(cut.process().exitValue()).isIn(0, 130);
            assertNothingLeft();
            Faults.report(
                    "Ctrl-C when " + moment.getKey(),
                    "ended after %d ms"
                            .formatted(
                                    Duration.ofNanos(System.nanoTime() - begun).toMillis()));
        }
    }

    private boolean hasCluster() {
        try (var clusters = Files.newDirectoryStream(data.resolve("clusters"), "*-*")) {
            return clusters.iterator().hasNext();
        } catch (IOException e) {
            return false; // not that far yet
        }
    }

    /// A launcher in a pipe, and where its words go.
    private record Up(Process process, Path output) {}

    private Up up() throws IOException {
        var output = Workspace.get().newFile("up.out");
        // A shell starts what runs in its background with Ctrl-C ignored, and everything below inherits that.
        var line = new ArrayList<>(List.of("env", "--default-signal=INT"));
        line.addAll(command("up", "--data", data.toString(), "--port", Integer.toString(port)));
        var process = Command.builder(environment, line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Up(process, output);
    }

    private static String awaitCard(Up up) {
        Await.holds(
                "the closing card", UP, () -> said(up).contains(CARD) && said(up).contains("Stop  "), () -> said(up));
        System.out.println(said(up).replaceAll("code=[^\\s&]+", "code=..."));
        return said(up);
    }

    private static String said(Up up) {
        var text = Workspace.read(up.output());
        if (!up.process().isAlive()) {
            throw new AssertionError(
                    "the launcher ended with %d: %s".formatted(up.process().exitValue(), text));
        }
        return text;
    }

    private void theOtherCommandsAnswer() {
        assertThat(bergwerk("status", "--data", data.toString()).succeeded()).contains("demo");
        assertThat(bergwerk("login-link", "--data", data.toString()).succeeded())
                .contains("/auth/local?code=");
        var token = bergwerk("token", "create", "--data", data.toString(), "--description", "of a test")
                .succeeded()
                .strip();
        var url = java.net.URI.create("http://127.0.0.1:" + port);
        assertThat(new Api(url, token).call("api.v1.UserService/Get", "{}").status())
                .isEqualTo(200);
        var nodes = bergwerk("kubectl", "--data", data.toString(), "demo", "get", "nodes", "-o", "name")
                .succeeded();
        assertThat(nodes.lines()).hasSize(2);
        var doctor = bergwerk("doctor", "--data", data.toString());
        assertThat(doctor.output()).contains("JDK 25");
        assertThat(doctor.exit()).isIn(0, 1);
        assertThat(bergwerk("up", "--data", data.toString()).errors()).contains("runs already");
        assertThat(bergwerk("nonsense").exit()).isEqualTo(2);
    }

    private Command bergwerk(String... arguments) {
        return Command.run(Duration.ofMinutes(2), environment, command(arguments));
    }

    private static List<String> command(String... arguments) {
        var line =
                new ArrayList<>(List.of(Workspace.checkout().resolve("bergwerk").toString()));
        line.addAll(List.of(arguments));
        return line;
    }

    private static void signal(Up up, String name) throws InterruptedException {
        Command.run(
                        Duration.ofSeconds(5),
                        "kill",
                        "-" + name,
                        Long.toString(up.process().pid()))
                .succeeded();
        assertThat(up.process().waitFor(DOWN.toSeconds(), TimeUnit.SECONDS))
                .as("the launcher ends after " + name)
                .isTrue();
    }

    private void assertNothingLeft() {
        Await.holds(
                "no process", Duration.ofSeconds(5), () -> Processes.of(data).isEmpty(), () -> Processes.of(data));
        for (var used = port; used < port + Ports.PER_INSTALLATION; used++) {
            assertThat(Ports.answers(used)).as("port %d", used).isFalse();
        }
        assertThat(Files.exists(data.resolve("run/server.pid"))).isFalse();
    }
}
