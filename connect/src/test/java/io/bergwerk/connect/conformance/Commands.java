package io.bergwerk.connect.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Runs other programs to their end.
final class Commands {
    private Commands() {}

    /// What the program printed, errors included.
    ///
    /// @throws IllegalStateException with that output if the program failed
    static String run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        var result = tryRun(command, environment);
        if (result.exit() != 0) {
            throw new IllegalStateException(
                    "%s: exit status %d%n%s".formatted(command.getFirst(), result.exit(), result.output()));
        }
        return result.output();
    }

    static Result tryRun(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        try (var output = process.getInputStream()) {
            var text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), text);
        } finally {
            process.destroy();
        }
    }

    record Result(int exit, String output) {}
}
