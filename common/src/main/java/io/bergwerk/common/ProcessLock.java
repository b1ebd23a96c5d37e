package io.bergwerk.common;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A file that one process at a time holds, and that tells others its pid.
///
/// The kernel frees it when the process dies, however it dies. The file itself stays.
public final class ProcessLock implements AutoCloseable {
    // A process loses its lock when it closes any handle of the file, so a second one must never be opened in it.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// @param file made, with its directory, if absent; readable by its owner alone
    /// @param what names the thing locked, as in `what is in use by process 17`
    /// @throws IllegalStateException if another process, or another part of this one, holds it
    public static ProcessLock acquire(Path file, String what) {
        var key = file.toAbsolutePath().normalize();
        if (!HELD.add(key)) {
            throw inUse(what, ProcessHandle.current().pid() + " (this one)", key);
        }
        try {
            return new ProcessLock(key, locked(key, what));
        } catch (IOException e) {
            HELD.remove(key);
            throw new UncheckedIOException("can't lock " + key + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            HELD.remove(key);
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }

    private static FileChannel locked(Path file, String what) throws IOException {
        var directory = requireNonNull(file.getParent(), "a lock at the root of the file system");
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(mode("rwx------")));
        }
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var channel = FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(mode("rw-------")));
        try {
            if (channel.tryLock() == null) {
                throw inUse(what, holder(channel), file);
            }
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(
                            Long.toString(ProcessHandle.current().pid())),
                    0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Set<java.nio.file.attribute.PosixFilePermission> mode(String text) {
        return PosixFilePermissions.fromString(text);
    }

    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        var pid = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
        return pid.isEmpty() ? "that is just starting" : pid;
    }

    private static IllegalStateException inUse(String what, String pid, Path file) {
        return new IllegalStateException(
                "%s is in use by process %s: stop that one first, or choose another directory".formatted(what, pid)
                        + " (lock: " + file + ")");
    }
}
