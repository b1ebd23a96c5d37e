package io.bergwerk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;

/// Where one benchmark works: a directory of its own, and everything it started, which ends with it.
final class Workbench implements AutoCloseable {
    private final Options options;
    private final Path scratch;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Thread hook = new Thread(this::clear, "clear-bench");
    private int named;

    private Workbench(Options options, Path scratch) {
        this.options = options;
        this.scratch = scratch;
    }

    static Workbench open(String name, Options options) throws IOException {
        var scratch = Files.createTempDirectory("bw-" + name);
        // PostgreSQL runs as another user if this process is root, and must get through.
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwx--x--x"));
        var bench = new Workbench(options, scratch);
        Runtime.getRuntime().addShutdownHook(bench.hook);
        return bench;
    }

    Options options() {
        return options;
    }

    /// The checkout.
    Path home() {
        return Path.of(System.getProperty("bergwerk.home", "")).toAbsolutePath();
    }

    /// Where built programs lie.
    Path cache() {
        var set = System.getProperty("bergwerk.cache");
        return set != null ? Path.of(set) : Path.of(System.getProperty("user.home"), ".cache", "bergwerk");
    }

    Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /// A path that nothing is at, short because Unix sockets lie below it.
    synchronized Path fresh(String name) {
        return scratch.resolve(name + named++);
    }

    /// Has it closed at the end, before what was started earlier.
    synchronized <T extends AutoCloseable> T keep(T resource) {
        started.push(resource);
        return resource;
    }

    @Override
    public void close() {
        clear();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private synchronized void clear() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                System.err.println("bench: not ended cleanly: " + e);
            }
        }
        try (var files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("bench: %s is left behind: %s".formatted(scratch, e.getMessage()));
        }
    }
}
