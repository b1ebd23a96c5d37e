package io.bergwerk.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/// Unpacked binaries, one directory per archive, each verified against its stamp before use.
final class BinariesCache {
    private static final Logger log = LoggerFactory.getLogger(BinariesCache.class);
    private static final long ROOM_NEEDED_BYTES = 100L * 1024 * 1024; // 60 MB unpacked, and some air
    private static final Object IN_PROCESS = new Object();

    private final Path directory;

    BinariesCache(Path cache) {
        directory = cache.toAbsolutePath().resolve("postgres");
    }

    /// The directory that holds the archive's content; unpacks it if it is absent or damaged. Several processes may ask
    /// at once.
    Path unpacked(BinariesArchive archive) {
        var home = directory.resolve(archive.stamp());
        if (Manifest.holds(home)) {
            return home;
        }
        try {
            Files.createDirectories(directory);
            synchronized (IN_PROCESS) { // a file lock is held by the process, not by its threads
                try (var lock = lockFile();
                        var held = lock.lock()) {
                    return Manifest.holds(home) && held.isValid() ? home : unpack(archive, home);
                }
            }
        } catch (IOException e) {
            throw new PostgresException(
                    "can't unpack PostgreSQL's binaries to " + directory + ": " + e.getMessage(), e);
        }
    }

    private FileChannel lockFile() throws IOException {
        return FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private Path unpack(BinariesArchive archive, Path home) throws IOException {
        requireRoom();
        if (Files.exists(home)) {
            log.atWarn().addKeyValue("directory", home).log("PostgreSQL's binaries are damaged: unpacking them again");
            Trees.delete(home);
        }
        var fresh = directory.resolve(archive.stamp() + ".new");
        Trees.delete(fresh);
        Files.createDirectories(fresh);
        extract(archive, fresh);
        Manifest.write(fresh);
        Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        log.atInfo().addKeyValue("directory", home).log("PostgreSQL's binaries unpacked");
        return home;
    }

    private void requireRoom() throws IOException {
        var room = Files.getFileStore(directory).getUsableSpace();
        if (room < ROOM_NEEDED_BYTES) {
            throw new PostgresException("%s has %d MB left (expected: %d MB for PostgreSQL's binaries): free some space"
                    .formatted(directory, room >> 20, ROOM_NEEDED_BYTES >> 20));
        }
    }

    private static void extract(BinariesArchive archive, Path target) throws IOException {
        try (var raw = new BufferedInputStream(archive.open());
                var tar = new TarArchiveInputStream(new XZInputStream(raw))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                extract(tar, entry, target);
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("archive entry " + entry.getName() + " points outside");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, target.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, path);
            Trees.executable(path, (entry.getMode() & 0100) != 0);
        }
    }
}
