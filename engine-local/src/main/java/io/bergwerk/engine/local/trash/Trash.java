package io.bergwerk.engine.local.trash;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Takes directories out of the way in one step, and removes them for good when their time is over.
///
/// The time of an entry stands in its name, `<name>.<seconds since 1970>`.
public final class Trash {
    private static final Pattern ENTRY = Pattern.compile(".+\\.(\\d{1,12})");

    private final Path directory;
    private final Duration retention;
    private final InstantSource clock;

    public Trash(Path directory, Duration retention, InstantSource clock) {
        this.directory = PrivateFiles.createDirectory(directory);
        this.retention = retention;
        this.clock = clock;
    }

    /// Moves a directory of the same file system here.
    public void take(Path discarded) {
        var entry = directory.resolve(
                discarded.getFileName() + "." + clock.instant().getEpochSecond());
        move(discarded, entry);
        if (retention.isZero()) {
            PrivateFiles.deleteTree(entry);
        }
    }

    /// The newest entry of a name that is still kept whole.
    public synchronized Optional<Path> find(String name) {
        var limit = clock.instant().minus(retention);
        return entries().stream()
                .filter(entry -> name.equals(entry.getFileName().toString().replaceFirst("\\.\\d{1,12}$", "")))
                .filter(entry -> since(entry).filter(limit::isBefore).isPresent())
                .max(Comparator.comparing(entry -> since(entry).orElse(Instant.MIN)));
    }

    /// Moves an entry back to where it was taken from, in one step.
    public synchronized void giveBack(Path entry, Path to) {
        move(entry, to);
    }

    /// Removes what has been here for the whole retention time.
    public synchronized void purge() {
        var limit = clock.instant().minus(retention);
        for (var entry : entries()) {
            if (since(entry).filter(it -> !it.isAfter(limit)).isPresent()) {
                PrivateFiles.deleteTree(entry);
            }
        }
    }

    private static Optional<Instant> since(Path entry) {
        var matcher = ENTRY.matcher(entry.getFileName().toString());
        return matcher.matches()
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(matcher.group(1))))
                : Optional.empty();
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> entries() {
        var entries = new ArrayList<Path>();
        try (var listed = Files.newDirectoryStream(directory)) {
            listed.forEach(entries::add);
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
