package io.bergwerk.engine.local.binaries;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// What a program says of itself when asked with `--version`.
record ProgramVersion(int major, int minor, int patch) implements Comparable<ProgramVersion> {
    /// Older ones make the controllers stall silently: they lack the progress requests of streaming lists.
    static final ProgramVersion OLDEST_ETCD = new ProgramVersion(3, 5, 21);

    private static final ProgramVersion NONE = new ProgramVersion(0, 0, 0);
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Comparator<ProgramVersion> ORDER = Comparator.comparingInt(ProgramVersion::major)
            .thenComparingInt(ProgramVersion::minor)
            .thenComparingInt(ProgramVersion::patch);
    private static final int LARGEST_ANSWER_BYTES = 4096;
    private static final int LIMIT_SECONDS = 10;

    /// The first three numbers with dots between them; zeros if there are none.
    static ProgramVersion parse(String text) {
        var matcher = SHAPE.matcher(text);
        if (!matcher.find()) {
            return NONE;
        }
        return new ProgramVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    /// Empty if the program does not answer within ten seconds.
    static Optional<ProgramVersion> of(Path program) {
        try {
            var child = new ProcessBuilder(program.toString(), "--version")
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .start();
            try (var output = child.getInputStream()) {
                var answer = new String(output.readNBytes(LARGEST_ANSWER_BYTES), StandardCharsets.UTF_8);
                return child.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)
                        ? Optional.of(parse(answer)).filter(version -> !version.equals(NONE))
                        : Optional.empty();
            } finally {
                child.destroyForcibly();
            }
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(ProgramVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
