package io.bergwerk.server.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// Where an installation keeps everything; only its owner may look inside.
///
/// The directory itself may be passed through by others, because the embedded PostgreSQL runs as another user when this
/// process is root.
public final class DataDirectory {
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> READABLE_FILE = PosixFilePermissions.fromString("rw-r--r--");

    private final Path root;

    public DataDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /// Makes what is missing.
    public void prepare() {
        directory(root, PASSABLE);
        for (var name : new String[] {"run", "log", "clusters", "kubeconfigs"}) {
            directory(root.resolve(name), PRIVATE);
        }
    }

    public Path root() {
        return root;
    }

    public Path run() {
        return root.resolve("run");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path log() {
        return root.resolve("log").resolve("server.log");
    }

    public Path configFile() {
        return root.resolve("bergwerk.yaml");
    }

    public Path adminToken() {
        return root.resolve("admin.token");
    }

    /// The kubeconfig that the launcher keeps for a cluster of that name.
    public Path kubeconfig(String cluster) {
        return root.resolve("kubeconfigs").resolve(cluster + ".yaml");
    }

    public Path url() {
        return root.resolve("url");
    }

    /// An id that is drawn once and stays with the directory.
    public UUID id(String name, Supplier<UUID> fresh) {
        var file = root.resolve(name + ".id");
        try {
            if (!Files.exists(file)) {
                write(file, fresh.get() + "\n", PRIVATE_FILE);
            }
            return UUID.fromString(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("%s does not hold an id; restore it from a backup".formatted(file), e);
        }
    }

    /// Replaces a file as a whole, readable by everybody.
    public void publish(Path file, String text) {
        write(file, text, READABLE_FILE);
    }

    /// Replaces a file as a whole, readable by its owner alone from its first byte on.
    public void keep(Path file, String text) {
        write(file, text, PRIVATE_FILE);
    }

    private static void write(Path file, String text, Set<PosixFilePermission> mode) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
            Files.writeString(fresh, text, StandardOpenOption.SYNC);
            Files.setPosixFilePermissions(fresh, mode);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void directory(Path path, Set<PosixFilePermission> mode) {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, mode);
        } catch (IOException e) {
            throw new StartException("%s: cannot be made or is somebody else's: %s".formatted(path, e.getMessage()), e);
        }
    }
}
