package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One installation: a data directory, three ports, and the server process that runs in it from [#start] on.
///
/// The server is a JVM of its own with a small heap. It may be stopped, killed and started again; the directory, the
/// ports and so the clusters stay the same.
final class Installation implements AutoCloseable {
    private static final List<String> MAIN = List.of("io.bergwerk.server.Main");
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(90);

    private final Path data;
    private final int port;
    private List<String> program;
    private final Map<String, String> environment = new HashMap<>();
    private final Path errors;
    private Path cache = Workspace.cache();
    private boolean intruder;
    private @Nullable Api administrator;
    private @Nullable Process process;
    private @Nullable StartOutput output;

    private Installation(Path data, int port, List<String> program) {
        this.data = data;
        this.port = port;
        this.program = program;
        this.errors = Workspace.get().newFile("server.err");
    }

    /// @param name what the directory is called, for people who look at it
    static Installation named(String name) {
        return at(Workspace.get().newDirectory(name), Ports.free());
    }

    static Installation at(Path data, int port) {
        return new Installation(data, port, MAIN);
    }

    /// Sets a property of the configuration by its variable, as in `RATE_LIMIT_PER_TOKEN`.
    Installation with(String name, Object value) {
        environment.put("BERGWERK_" + name, value.toString());
        return this;
    }

    /// Knows that the data directory is another one's, whose processes are not to be ended.
    Installation asIntruder() {
        intruder = true;
        return this;
    }

    /// Runs with a clock that goes wrong by this much, from the next start on.
    Installation withClock(Duration offset) {
        program = List.of(ClockedServer.class.getName());
        environment.put(ClockedServer.OFFSET, offset.toString());
        return with("API_PORT", port);
    }

    /// Takes Kubernetes' programs from a cache of its own.
    Installation withCache(Path other) {
        cache = other;
        return this;
    }

    /// As most tests want it: no limits of calls, no builds beside the tests, and clusters that stop with the server.
    Installation plain() {
        return with("RATE_LIMIT_PER_TOKEN", 0)
                .with("RATE_LIMIT_PER_ADDRESS", 0)
                .with("RATE_LIMIT_SECRETS_PER_USER", 0)
                .with("ENGINE_LOCAL_BUILD", false)
                .with("ENGINE_LOCAL_ON_EXIT", "stop");
    }

    /// Starts the server and waits until it says that it is ready.
    Installation start() {
        return launch().awaitReady();
    }

    /// Starts the server without waiting for anything.
    Installation launch() {
        var line = java(program);
        line.addAll(List.of("serve", "--data", data.toString(), "--port", Integer.toString(port), "--no-demo"));
        try {
            process = Command.builder(environment, line)
                    .directory(Workspace.get().temporary().toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = new StartOutput(process);
        return this;
    }

    Installation awaitReady() {
        try {
            output().awaitReady(START, this::errors);
        } catch (AssertionError e) {
            throw new AssertionError("%s%n%s%n%s".formatted(e.getMessage(), output().lines(), errors()), e);
        }
        return this;
    }

    /// Runs one of the server's other commands against this installation, and waits for its end.
    Command command(String... arguments) {
        var line = java(MAIN);
        line.addAll(List.of(arguments));
        line.addAll(List.of("--data", data.toString()));
        return Command.run(Duration.ofSeconds(30), environment, line);
    }

    private List<String> java(List<String> program) {
        var home = System.getProperty("java.home");
        var line = new java.util.ArrayList<>(List.of(
                Path.of(home, "bin", "java").toString(),
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dbergwerk.home=" + Workspace.checkout(),
                "-Dbergwerk.cache=" + cache,
                "-cp",
                System.getProperty("java.class.path")));
        line.addAll(program);
        return line;
    }

    Path data() {
        return data;
    }

    int port() {
        return port;
    }

    int metricsPort() {
        return port + 1;
    }

    /// Of the API, as tokens name it.
    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// The token that the installation leaves for tools.
    String adminToken() {
        return Workspace.read(data.resolve("admin.token")).strip();
    }

    /// A connection to the embedded database, past the server.
    Connection database() throws SQLException {
        return DriverManager.getConnection(databaseUrl(), "bergwerk", databasePassword());
    }

    String databasePassword() {
        var password = Workspace.read(data.resolve("postgres/password")).strip();
        Secrets.KNOWN.add("database password", password);
        return password;
    }

    String databaseUrl() {
        return "jdbc:postgresql://127.0.0.1:%s/postgres"
                .formatted(Workspace.read(data.resolve("postgres/port")).strip());
    }

    Api admin() {
        return new Api(url(), adminToken());
    }

    /// With an administrator's token, for whom every subject is open.
    Api administrator() {
        var known = administrator;
        if (known == null) {
            known = new Account(new SignIn(this).as("admin")).token("\"adminRole\": \"ADMIN_ROLE_EDITOR\"");
            administrator = known;
        }
        return known;
    }

    Api anonymous() {
        return new Api(url(), "");
    }

    StartOutput output() {
        if (output == null) {
            throw new IllegalStateException("not started");
        }
        return output;
    }

    /// What the server said on standard error.
    String errors() {
        return Files.exists(errors) ? Workspace.read(errors) : "";
    }

    Process process() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    /// Waits for the server to end by itself; answers its exit code.
    int awaitEnd(Duration limit) {
        try {
            if (!process().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the server still runs after " + limit);
            }
            return process().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// As `kill -9`: what it started goes on running.
    void kill() {
        process().destroyForcibly();
        awaitEnd(STOP);
    }

    /// As Ctrl-C; then nothing of it may be left but its data.
    void stop() {
        process().destroy();
        awaitEnd(STOP);
        assertNothingLeft();
    }

    /// No process, no port, no file outside of the data directory.
    void assertNothingLeft() {
        Await.holds(
                "no process of " + data,
                Duration.ofSeconds(5),
                () -> Processes.of(data).isEmpty(),
                () -> Processes.of(data));
        for (var used = port; used < port + Ports.PER_INSTALLATION; used++) {
            assertThat(Ports.answers(used))
                    .as("somebody still listens on %d", used)
                    .isFalse();
        }
        assertThat(Workspace.filesBelow(Workspace.get().home()))
                .as("files at home")
                .isEmpty();
    }

    /// Ends whatever runs, without a look at how.
    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!intruder) {
            Processes.of(data).forEach(Processes.Running::kill);
        }
    }
}
