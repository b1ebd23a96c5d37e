package io.bergwerk.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The one directory below which all of this JVM's tests work, and the guard that ends what they leave.
///
/// A shell script outlives the JVM: when that is gone, however it died, the script kills every process that belongs to
/// the directory and removes it. PostgreSQL may run as another user, so the directory is open to pass through.
final class Workspace {
    private static final Workspace INSTANCE = new Workspace();

    private final Path root;
    private final AtomicInteger numbers = new AtomicInteger();

    private Workspace() {
        try {
            root = Files.createDirectory(Path.of(System.getProperty("java.io.tmpdir"), shortName()))
                    .toRealPath();
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectories(home());
            Files.createDirectories(temporary());
            guard();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::clear, "workspace"));
    }

    /// A cluster's socket has a path of at most 107 bytes, so there is little room for a name.
    private static String shortName() {
        return "bw-e2e-" + Long.toString(System.nanoTime() & 0xffff_ffffL, Character.MAX_RADIX);
    }

    static Workspace get() {
        return INSTANCE;
    }

    Path root() {
        return root;
    }

    /// A directory of this name that does not exist yet, with a parent that does.
    Path newDirectory(String name) {
        return root.resolve(numbers.incrementAndGet() + "-" + name);
    }

    Path newFile(String name) {
        return newDirectory(name);
    }

    /// Where programs believe to be at home; an installation leaves nothing here.
    Path home() {
        return root.resolve("home");
    }

    /// Where programs put temporary files; an installation leaves nothing here either.
    Path temporary() {
        return root.resolve("tmp");
    }

    /// Where binaries are kept between runs: the user's own cache.
    static Path cache() {
        return cacheHome().resolve("bergwerk");
    }

    private static Path cacheHome() {
        var home = Optional.ofNullable(System.getenv("HOME")).orElse(System.getProperty("user.home"));
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> !value.isEmpty())
                .map(Path::of)
                .orElse(Path.of(home, ".cache"));
    }

    /// The clone the tests run in.
    static Path checkout() {
        return Path.of(System.getProperty("bergwerk.home", ".."))
                .toAbsolutePath()
                .normalize();
    }

    Map<String, String> environment() {
        return Map.of(
                "HOME", home().toString(),
                "TMPDIR", temporary().toString(),
                "XDG_STATE_HOME", home().resolve("state").toString(),
                "XDG_CACHE_HOME", cacheHome().toString());
    }

    private void guard() throws IOException {
        var script = root.resolve("guard.sh");
        try (var source = guardScript()) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        var self = ProcessHandle.current().pid();
        var builder = new ProcessBuilder("setsid", "bash", "-c", Files.readString(script))
                .directory(Path.of("/").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(Path.of("/dev/null").toFile())
                .redirectError(Path.of("/dev/null").toFile());
        builder.environment()
                .putAll(Map.of(
                        "GUARDED_PID", Long.toString(self),
                        "GUARDED_TICKS", Processes.ticks(self).orElseThrow(),
                        "GUARDED_ROOT", root.toString()));
        builder.start();
    }

    private static InputStream guardScript() throws IOException {
        var source = Workspace.class.getResourceAsStream("/guard.sh");
        if (source == null) {
            throw new IOException("guard.sh is not on the class path");
        }
        return source;
    }

    private void clear() {
        Processes.of(root).forEach(Processes.Running::kill);
        delete(root);
    }

    static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A dying process may still write; the guard repeats this when the JVM is gone.
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> filesBelow(Path directory) {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
