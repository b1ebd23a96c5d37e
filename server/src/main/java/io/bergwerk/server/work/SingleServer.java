package io.bergwerk.server.work;

import io.bergwerk.common.IdSource;
import io.bergwerk.common.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/// The one server of a data directory, and its id, which outlives restarts.
///
/// Since no other running server has that id, a restarted one may at once take back the leases its former process held.
public final class SingleServer implements AutoCloseable {
    private final ProcessLock lock;
    private final UUID id;

    private SingleServer(ProcessLock lock, UUID id) {
        this.lock = lock;
        this.id = id;
    }

    /// @throws IllegalStateException naming the other server's process if one uses the directory
    public static SingleServer of(Path data, IdSource ids) {
        var lock = ProcessLock.acquire(data.resolve("run/server.lock"), "the data directory " + data);
        try {
            return new SingleServer(lock, id(data.resolve("run/server.id"), ids));
        } catch (IOException e) {
            lock.close();
            throw new UncheckedIOException("can't keep the server's id in " + data + ": " + e.getMessage(), e);
        }
    }

    public UUID id() {
        return id;
    }

    @Override
    public void close() {
        lock.close();
    }

    private static UUID id(Path file, IdSource ids) throws IOException {
        if (Files.exists(file)) {
            return UUID.fromString(Files.readString(file).strip());
        }
        var id = ids.nextRandom();
        var fresh = file.resolveSibling("server.id.new");
        Files.writeString(fresh, id.toString());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return id;
    }
}
