package io.bergwerk.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Short-lived commands, bounded in time and output.
final class Commands {
    private static final int MAX_OUTPUT_BYTES = 16 * 1024;

    private Commands() {}

    /// What a command answered: its exit code, and standard output and error as one text of at most 16 KiB.
    record Result(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }
    }

    /// @throws PostgresException if it can't be started or takes longer than the limit
    static Result run(List<String> command, Duration limit) {
        try {
            var output = Files.createTempFile("bergwerk-", ".out");
            try {
                return run(command, limit, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException("interrupted while running " + command.getFirst(), e);
        }
    }

    private static Result run(List<String> command, Duration limit, Path output)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.directory(Path.of("/").toFile()); // the caller's own directory may be closed to another user
        var process = builder.start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new PostgresException(command.getFirst() + " took longer than " + limit + ": " + tail(output));
        }
        return new Result(process.exitValue(), tail(output));
    }

    /// The last 16 KiB of a file; empty if it can't be read.
    static String tail(Path file) {
        try (var channel = Files.newByteChannel(file)) {
            var size = (int) Math.min(channel.size(), MAX_OUTPUT_BYTES);
            var buffer = java.nio.ByteBuffer.allocate(size);
            channel.position(channel.size() - size);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
