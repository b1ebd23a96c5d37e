package io.bergwerk.engine.local.binaries;

import io.bergwerk.common.Texts;
import io.bergwerk.engine.KubernetesVersion;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the build script for one version as a child of ours.
///
/// If this server dies, the script ends by itself at its next line of progress, because nobody reads it any more.
final class Build {
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final int LAST_LINES = 3;
    private static final int LARGEST_COMPLAINT_CHARS = 500;

    private final Path script;
    private final Path cache;
    private final KubernetesVersion version;
    private volatile @Nullable Process child;

    Build(Path script, Path cache, KubernetesVersion version) {
        this.script = script;
        this.cache = cache;
        this.version = version;
    }

    /// One line of the script's progress.
    ///
    /// @param secondsLeft negative if nobody knows
    record Progress(int percent, long secondsLeft, String text) {
        static @Nullable Progress parse(String line) {
            var words = line.split(" ", 5);
            if (words.length < 5 || !words[0].equals("progress")) {
                return null;
            }
            try {
                var left = words[3].equals("-") ? -1 : Long.parseLong(words[3]);
                return new Progress(Math.clamp(Integer.parseInt(words[2]), 0, 99), left, words[4]);
            } catch (NumberFormatException _) {
                return null;
            }
        }

        String sentence(KubernetesVersion version) {
            var left = secondsLeft < 0 ? "" : ", about %s left".formatted(words(secondsLeft));
            return "Kubernetes %s is being built on this host: %s%s.".formatted(version, text, left);
        }

        private static String words(long seconds) {
            return seconds < 90 ? seconds + " seconds" : (seconds + 30) / 60 + " minutes";
        }
    }

    /// Blocks until the build has ended.
    ///
    /// @return what went wrong, in the script's words; empty if it went well
    String run(Consumer<Progress> progress) throws IOException, InterruptedException {
        var complaints = cache.resolve("build-" + version + ".log");
        Files.createDirectories(cache);
        Files.deleteIfExists(complaints);
        Files.createFile(
                complaints, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        var started = new ProcessBuilder(script.toString(), version.toString(), "--cache", cache.toString())
                .redirectInput(new File("/dev/null"))
                .redirectError(complaints.toFile())
                .start();
        child = started;
        try (var lines = started.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var step = Progress.parse(line);
                if (step != null) {
                    progress.accept(step);
                }
            }
            var status = started.waitFor();
            return status == 0 ? "" : "exit status %d: %s".formatted(status, lastLines(complaints));
        } finally {
            stop();
            Files.deleteIfExists(complaints);
        }
    }

    private static String lastLines(Path complaints) throws IOException {
        List<String> lines = Files.readAllLines(complaints);
        var last = String.join(" ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        return Texts.cut(last, LARGEST_COMPLAINT_CHARS);
    }

    /// Ends the build and waits for its compilers to be gone. Idempotent.
    void stop() {
        var running = child;
        if (running == null || !running.isAlive()) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException _) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
