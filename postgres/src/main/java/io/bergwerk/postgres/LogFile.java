package io.bergwerk.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The server's log: at most two files of about 16 MB.
final class LogFile {
    static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final int MAX_EXCERPT_BYTES = 16 * 1024;

    private final Path file;

    LogFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /// What was written after the log had that size, but no more than the last 16 KiB.
    String since(long size) {
        try (var channel = FileChannel.open(file)) {
            var start = Math.max(Math.min(size, channel.size()), channel.size() - MAX_EXCERPT_BYTES);
            var bytes = ByteBuffer.allocate((int) (channel.size() - start));
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {}
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /// Keeps a copy and empties the file once it is large. The server goes on writing to the same file: it appends.
    void roll() {
        if (size() < MAX_BYTES) {
            return;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            channel.truncate(0);
        } catch (IOException e) {
            // The disk may be full; the next look tries again.
            return;
        }
    }
}
