package io.bergwerk.engine.local.backup;

import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.local.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The backups of one cluster, as files of its directory. The files are the truth; nothing else is
/// remembered.
public final class BackupFiles {
    private static final String MANIFEST = ".json";
    private static final String SNAPSHOT = ".db";

    private final Path directory;

    /// @param cluster the cluster's directory
    public BackupFiles(Path cluster) {
        this.directory = cluster.resolve("backups");
    }

    /// Newest first.
    public List<ClusterBackup> list() {
        return manifests().stream()
                .map(Manifest::backup)
                .sorted(Comparator.comparing(ClusterBackup::takenAt).reversed())
                .toList();
    }

    public Optional<ClusterBackup> find(UUID backup) {
        return list().stream().filter(it -> it.id().equals(backup)).findFirst();
    }

    /// Copies the running datastore, checks the copy, and removes backups that are kept no longer. One at a
    /// time.
    ///
    /// @param needed kept in any case
    /// @throws IOException if there is no good copy; what was kept before is kept
    public synchronized ClusterBackup take(
            DatastoreTools tools, Occasion occasion, KubernetesVersion version, Instant now, Set<UUID> needed)
            throws IOException {
        try {
            return copy(tools, occasion, version, now, needed);
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    private ClusterBackup copy(
            DatastoreTools tools, Occasion occasion, KubernetesVersion version, Instant now, Set<UUID> needed)
            throws IOException {
        PrivateFiles.createDirectory(directory);
        removeUnfinished();
        var name = "%d-%s".formatted(now.toEpochMilli(), occasion.name().toLowerCase(Locale.ROOT));
        var snapshot = directory.resolve(name + SNAPSHOT);
        tools.save(snapshot);
        var status = tools.status(snapshot);
        var manifest = new Manifest(
                UUID.nameUUIDFromBytes(snapshot.toString().getBytes(StandardCharsets.UTF_8))
                        .toString(),
                now.toString(),
                occasion.name(),
                version.toString(),
                Files.size(snapshot),
                sha256(snapshot),
                status.revision(),
                status.keys());
        PrivateFiles.replaceDurably(directory.resolve(name + MANIFEST), manifest.text());
        Retention.superfluous(list(), needed).forEach(this::remove);
        return manifest.backup();
    }

    /// The snapshot of a backup.
    ///
    /// @throws IOException if it is gone or not what was taken
    public Path snapshot(UUID backup) throws IOException {
        var manifest = manifests().stream()
                .filter(it -> it.id().equals(backup.toString()))
                .findFirst()
                .orElseThrow(() -> new NoSuchFileException("backup " + backup));
        var snapshot = directory.resolve(name(manifest) + SNAPSHOT);
        if (!sha256(snapshot).equals(manifest.sha256())) {
            throw new IOException("backup %s is damaged: its checksum is another one".formatted(backup));
        }
        return snapshot;
    }

    private static String name(Manifest manifest) {
        return "%d-%s"
                .formatted(
                        Instant.parse(manifest.takenAt()).toEpochMilli(),
                        manifest.occasion().toLowerCase(Locale.ROOT));
    }

    private void remove(ClusterBackup backup) {
        manifests().stream()
                .filter(it -> it.id().equals(backup.id().toString()))
                .forEach(manifest -> {
                    // The manifest first: without it there is no backup.
                    delete(directory.resolve(name(manifest) + MANIFEST));
                    delete(directory.resolve(name(manifest) + SNAPSHOT));
                });
    }

    private void removeUnfinished() {
        for (var file : files()) {
            var name = file.getFileName().toString();
            var manifest = name.replaceFirst("\\.db.*$", MANIFEST);
            if (!name.endsWith(MANIFEST) && Files.notExists(directory.resolve(manifest))) {
                delete(file);
            }
        }
    }

    private List<Manifest> manifests() {
        return files().stream()
                .filter(file -> file.toString().endsWith(MANIFEST))
                .flatMap(file -> PrivateFiles.read(file).stream())
                .flatMap(text -> Manifest.parse(text).stream())
                .toList();
    }

    private List<Path> files() {
        var found = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(directory)) {
            files.forEach(found::add);
            return found;
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (var digest =
                new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            Files.copy(file, digest);
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
