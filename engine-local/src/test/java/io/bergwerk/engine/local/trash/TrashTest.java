package io.bergwerk.engine.local.trash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrashTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    @Test
    void whatIsTakenStaysForTheRetentionTimeAndThenGoes() throws IOException {
        trash(NOW, Duration.ofDays(1)).take(discarded("one"));

        trash(NOW.plus(Duration.ofHours(23)), Duration.ofDays(1)).purge();
        assertThat(entries()).hasSize(1);
        assertThat(directory.resolve("one")).doesNotExist();

        trash(NOW.plus(Duration.ofHours(25)), Duration.ofDays(1)).purge();
        assertThat(entries()).isEmpty();
    }

    @Test
    void withoutRetentionNothingStays() throws IOException {
        trash(NOW, Duration.ZERO).take(discarded("one"));

        assertThat(entries()).isEmpty();
    }

    @Test
    void aLinkIsRemovedAndNotWhatItPointsAt() throws IOException {
        var precious = Files.writeString(directory.resolve("precious"), "keep");
        var discarded = discarded("one");
        Files.createSymbolicLink(discarded.resolve("link"), precious);
        Files.createSymbolicLink(discarded.resolve("dangling"), Path.of("/nonexistent"));

        trash(NOW, Duration.ZERO).take(discarded);

        assertThat(precious).hasContent("keep");
    }

    private Trash trash(Instant now, Duration retention) {
        return new Trash(directory.resolve("trash"), retention, InstantSource.fixed(now));
    }

    private Path discarded(String name) throws IOException {
        Files.createDirectories(directory.resolve(name).resolve("deep"));
        Files.writeString(directory.resolve(name).resolve("deep/file"), "text");
        return directory.resolve(name);
    }

    private List<Path> entries() throws IOException {
        try (var entries = Files.list(directory.resolve("trash"))) {
            return entries.toList();
        }
    }
}
