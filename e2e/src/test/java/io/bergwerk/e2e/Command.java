package io.bergwerk.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program of somebody else's, run to its end: its exit code and what it said.
record Command(List<String> line, int exit, String output, String errors) {
    private static final int MAX_SHOWN = 4000;

    /// @throws AssertionError if it takes longer than the limit
    static Command run(Duration limit, Map<String, String> environment, List<String> line) {
        var output = Workspace.get().newFile("out");
        var errors = Workspace.get().newFile("err");
        try {
            var process = builder(environment, line)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        "%s: longer than %s; it said: %s".formatted(line.getLast(), limit, read(errors)));
            }
            return new Command(line, process.exitValue(), read(output), read(errors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + line, e);
        }
    }

    static Command run(Duration limit, String... line) {
        return run(limit, Map.of(), List.of(line));
    }

    /// Its standard output.
    ///
    /// @throws AssertionError unless it ended with 0
    String succeeded() {
        if (exit != 0) {
            throw new AssertionError("%s ended with %d: %s%s".formatted(name(), exit, shown(output), shown(errors)));
        }
        return output;
    }

    /// Without what a class path makes unreadable.
    private String name() {
        return line.stream().filter(word -> word.length() < 200).toList().toString();
    }

    /// Only what is said here and the few things every program needs is in the environment.
    static ProcessBuilder builder(Map<String, String> environment, List<String> line) {
        var builder =
                new ProcessBuilder(line).redirectInput(Path.of("/dev/null").toFile());
        var inherited = new HashMap<>(builder.environment());
        builder.environment().clear();
        List.of("PATH", "LANG", "USER", "LOGNAME", "JAVA_HOME").forEach(name -> {
            if (inherited.containsKey(name)) {
                builder.environment().put(name, inherited.get(name));
            }
        });
        builder.environment().putAll(Workspace.get().environment());
        builder.environment().putAll(environment);
        return builder;
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : "..." + text.substring(text.length() - MAX_SHOWN);
    }

    private static String read(Path file) throws IOException {
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        Files.delete(file);
        return text;
    }
}
