package io.bergwerk.e2e.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a command said on both outputs, and how it ended.
record Shell(int status, String output) {
    private static final int LIMIT_SECONDS = 60;

    /// The clone that is tested.
    static Path home() {
        return Path.of("..").toAbsolutePath().normalize();
    }

    /// Runs the launcher with a home directory of its own, and not on a terminal.
    static Shell bergwerk(Path userHome, String... arguments) {
        var command = new ArrayList<>(List.of(home().resolve("bergwerk").toString()));
        command.addAll(List.of(arguments));
        return run(userHome, command);
    }

    /// Runs a script with parts of the launcher, which it names by `$home`.
    static Shell script(Path userHome, String script) {
        return run(userHome, List.of("bash", "-c", "set -euo pipefail\n" + script));
    }

    static Shell run(Path userHome, List<String> command) {
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new java.io.File("/dev/null"));
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("XDG_") || name.startsWith("LC_"));
        environment.putAll(Map.of("HOME", userHome.toString(), "LANG", "C", "home", home().toString()));
        try {
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " still runs; it said: " + output);
            }
            return new Shell(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
