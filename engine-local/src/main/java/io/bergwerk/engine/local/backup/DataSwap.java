package io.bergwerk.engine.local.backup;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Puts a snapshot in the place of a cluster's data and keeps what was there until it is no longer needed.
///
/// The datastore must not run. Every step may be cut off after any line and be begun again.
public final class DataSwap {
    private final Path present;
    private final Path unfinished;
    private final Path before;

    /// @param cluster the cluster's directory
    public DataSwap(Path cluster) {
        this.present = cluster.resolve("etcd");
        this.unfinished = cluster.resolve("etcd.restored");
        this.before = cluster.resolve("etcd.before");
    }

    public void bringIn(DatastoreTools tools, Path snapshot) throws IOException {
        PrivateFiles.deleteTree(unfinished);
        tools.restore(snapshot, unfinished);
        if (Files.notExists(before) && Files.exists(present)) {
            Files.move(present, before, StandardCopyOption.ATOMIC_MOVE);
        }
        PrivateFiles.deleteTree(present);
        Files.move(unfinished, present, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Whether the data of before is no longer in its place.
    public boolean hasBegun() {
        return Files.exists(before);
    }

    /// Takes the data of before back.
    public void undo() throws IOException {
        if (Files.exists(before)) {
            PrivateFiles.deleteTree(present);
            Files.move(before, present, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /// The data of before is not needed any more.
    public void settle() {
        PrivateFiles.deleteTree(before);
        PrivateFiles.deleteTree(unfinished);
    }
}
