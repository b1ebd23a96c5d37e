package io.bergwerk.engine.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a second server out of a data directory; ends with the process at the latest.
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @throws IOException if another server has it
    static DirectoryLock take(Path directory) throws IOException {
        var channel =
                FileChannel.open(directory.resolve("engine.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new DirectoryLock(channel);
            }
        } catch (OverlappingFileLockException _) {
            // the same answer: this process has it already
        }
        channel.close();
        throw new IOException("the data directory %s is in use by another server".formatted(directory));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock of the data directory cannot be given up", e);
        }
    }
}
