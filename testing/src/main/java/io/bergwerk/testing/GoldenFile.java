package io.bergwerk.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file below `src/test/resources` that says what something must look like, and that people review.
///
/// `-Dgolden.rewrite=true` writes what there is now instead of comparing.
public final class GoldenFile {
    private final Path file;

    private GoldenFile(Path file) {
        this.file = file;
    }

    /// @param name path below the module's `src/test/resources`
    public static GoldenFile of(String name) {
        var module = Path.of(System.getProperty("basedir", System.getProperty("user.dir", ".")));
        return new GoldenFile(module.resolve("src/test/resources").resolve(name));
    }

    /// @throws AssertionError if it differs, with the way to accept the difference
    public void matches(String actual) {
        try {
            if (Boolean.getBoolean("golden.rewrite")) {
                Files.createDirectories(file.resolveSibling("."));
                Files.writeString(file, actual);
            }
            var expected = Files.exists(file) ? Files.readString(file) : "";
            assertThat(actual)
                    .as("%s (accept what there is now with -Dgolden.rewrite=true)", file.getFileName())
                    .isEqualTo(expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
