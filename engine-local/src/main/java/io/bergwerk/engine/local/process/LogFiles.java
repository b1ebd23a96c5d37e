package io.bergwerk.engine.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Logs that their writers hold open in append mode: they can be truncated in place at any time.
final class LogFiles {
    static final long LARGEST_BYTES = 10L << 20;
    private static final int KEPT = 3;
    private static final int TAIL_LINES = 20;
    private static final int TAIL_BYTES = 8192;

    private LogFiles() {}

    /// Copies a log that has grown too large to `<log>.1`, pushes the older ones on, and empties it.
    static void rotate(Path file) {
        try {
            if (Files.notExists(file) || Files.size(file) < LARGEST_BYTES) {
                return;
            }
            for (var number = KEPT - 1; number >= 1; number--) {
                if (Files.exists(numbered(file, number))) {
                    Files.move(numbered(file, number), numbered(file, number + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.copy(
                    file, numbered(file, 1), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path numbered(Path file, int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /// The end of a log, for an operator.
    static List<String> lastLines(Path file) {
        try (var log = new RandomAccessFile(file.toFile(), "r")) {
            var bytes = new byte[(int) Math.min(TAIL_BYTES, log.length())];
            log.seek(log.length() - bytes.length);
            log.readFully(bytes);
            var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
        } catch (IOException _) {
            return List.of();
        }
    }
}
