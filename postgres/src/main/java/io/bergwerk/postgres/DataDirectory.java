package io.bergwerk.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What lies where, and how it comes into being:
/// `data` (PostgreSQL's own), `password` (0600), `port` (the one chosen), `postgres.log`, `lock`.
final class DataDirectory {
    static final String DATA = "data";
    static final String USER = "bergwerk";
    private static final Duration INIT_LIMIT = Duration.ofMinutes(2);
    private static final long ROOM_NEEDED_BYTES = 200L * 1024 * 1024; // a new cluster's 40 MB and its first WAL
    private static final int PASSWORD_BYTES = 24;

    private final Path root;

    DataDirectory(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path data() {
        return root.resolve(DATA);
    }

    LogFile log() {
        return new LogFile(root.resolve("postgres.log"));
    }

    String password() {
        try {
            return Files.readString(root.resolve("password")).strip();
        } catch (IOException e) {
            throw new PostgresException(
                    "the password of " + data() + " can't be read: put the file " + root.resolve("password") + " back",
                    e);
        }
    }

    Optional<Integer> recordedPort() {
        try {
            return Optional.of(
                    Integer.parseInt(Files.readString(root.resolve("port")).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    void recordPort(int port) {
        try {
            Trees.writePrivate(root.resolve("port"), Integer.toString(port));
        } catch (IOException e) {
            throw new PostgresException("can't write " + root.resolve("port") + ": " + e.getMessage(), e);
        }
    }

    /// Makes the data directory if there is none; safe to die at any point of it.
    ///
    /// @throws PostgresException if there is one of another major version, or no room for a new one
    void ensure(PostgresConfig config, RunAs runAs) {
        try {
            if (Files.exists(data())) {
                requireVersion(config.binaries().major());
            } else {
                init(config, runAs);
            }
        } catch (IOException e) {
            throw new PostgresException("can't make a data directory in " + root + ": " + e.getMessage(), e);
        }
    }

    private void requireVersion(int major) throws IOException {
        var version = data().resolve("PG_VERSION");
        var found = Files.isRegularFile(version) ? Files.readString(version).strip() : "no";
        if (!found.equals(Integer.toString(major))) {
            throw new PostgresException(
                    "%s holds data of PostgreSQL %s (expected: %d): start the release that wrote it,"
                                    .formatted(data(), found, major)
                            + " export, and import into a new directory; nothing was changed");
        }
    }

    private void init(PostgresConfig config, RunAs runAs) throws IOException {
        requireRoom();
        var fresh = root.resolve(DATA + ".new");
        Trees.delete(fresh);
        Trees.makePrivate(fresh);
        runAs.own(fresh);
        var password = newPassword();
        Trees.writePrivate(root.resolve("password"), password);
        var handed = root.resolve("password.init"); // initdb may run as another user than this process
        Trees.writePrivate(handed, password);
        try {
            runAs.own(handed);
            runInitdb(config, runAs, fresh, handed);
        } finally {
            Files.deleteIfExists(handed);
        }
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void runInitdb(PostgresConfig config, RunAs runAs, Path fresh, Path password) {
        var command =
                new ArrayList<>(List.of(config.binaries().program("initdb").toString()));
        command.addAll(List.of("-D", fresh.toString(), "-U", USER, "-A", "scram-sha-256", "--pwfile=" + password));
        command.addAll(List.of("--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8"));
        if ("off".equals(config.settings().get("fsync"))) {
            command.add("--no-sync");
        }
        var answer = Commands.run(runAs.command(command), INIT_LIMIT);
        if (!answer.ok()) {
            throw StartFailure.of(answer.output()).exception(root, answer.output());
        }
    }

    private void requireRoom() throws IOException {
        var room = Files.getFileStore(root).getUsableSpace();
        if (room < ROOM_NEEDED_BYTES) {
            throw new PostgresException("%s has %d MB left (expected: %d MB for a new database): free some space"
                    .formatted(root, room >> 20, ROOM_NEEDED_BYTES >> 20));
        }
    }

    private static String newPassword() {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
