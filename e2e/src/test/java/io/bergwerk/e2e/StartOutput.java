package io.bergwerk.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a server says on its standard output while it starts: steps, facts for the closing card, and `ready`.
final class StartOutput {
    private static final int MAX_LINES = 20_000;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, String> card = new HashMap<>();
    private boolean ready;

    /// Reads until the process closes its output.
    StartOutput(Process process) {
        this.process = process;
        Thread.ofVirtual().name("start-output").start(this::read);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(output ended: " + e.getMessage() + ")");
        }
    }

    private synchronized void add(String line) {
        if (lines.size() < MAX_LINES) {
            lines.add(line);
        }
        if (line.startsWith("card ")) {
            var parts = line.split(" ", 3);
            card.put(parts[1], parts.length > 2 ? parts[2] : "");
        }
        ready |= line.startsWith("ready");
    }

    synchronized Optional<String> card(String key) {
        return Optional.ofNullable(card.get(key));
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    private synchronized boolean isReady() {
        return ready;
    }

    /// @param errors what to show beside the steps when the start fails
    void awaitReady(Duration limit, java.util.function.Supplier<String> errors) {
        Await.until("a server that is ready", limit, () -> {
            if (isReady()) {
                return Optional.of(true);
            }
            if (!process.isAlive()) {
                throw new AssertionError("the server ended with %d: %s%n%s".formatted(exit(), lines(), errors.get()));
            }
            return Optional.empty();
        });
    }

    private int exit() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
