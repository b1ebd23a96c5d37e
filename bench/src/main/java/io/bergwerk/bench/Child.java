package io.bergwerk.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A process that is ours: what it prints is read line by line, its complaints go to a file.
final class Child implements AutoCloseable {
    private static final long GRACE_SECONDS = 90;
    private static final String END = "\0";

    private final String name;
    private final Path log;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.log = log;
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    static Child start(String name, List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        return new Child(name, builder.start(), log);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException _) {
            // it has ended, and so have its lines
        }
        lines.add(END);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Itself and all that it started.
    List<Long> tree() {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    void tell(String line) throws IOException {
        try (var writer = process.outputWriter()) {
            writer.write(line + "\n");
        }
    }

    /// Skips lines until one begins so.
    ///
    /// @throws IOException if none came in time or the process has ended
    String await(String beginning, long limitSeconds) throws IOException, InterruptedException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
        while (true) {
            var line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new IOException("%s: did not say '%s' within %d s".formatted(name, beginning, limitSeconds));
            }
            if (line.equals(END)) {
                throw new IOException("%s: ended with status %d instead of saying '%s': %s"
                        .formatted(name, process.waitFor(), beginning, lastWord()));
            }
            if (line.startsWith(beginning)) {
                return line;
            }
        }
    }

    private String lastWord() throws IOException {
        try (var said = Files.lines(log)) {
            return said.reduce((_, last) -> last).orElse("without a word");
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
