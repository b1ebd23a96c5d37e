package io.bergwerk.engine.local.backup;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Puts a snapshot in the place of a cluster's data and keeps what was there until it is no longer needed.
///
/// Every step may be cut off after any line and all be begun again, with the first one.
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

    /// Makes data of the snapshot beside what is there; the datastore may run meanwhile.
    public void prepare(DatastoreTools tools, Path snapshot) throws IOException {
        PrivateFiles.deleteTree(unfinished);
        tools.restore(snapshot, unfinished);
    }

    /// Puts what was prepared in its place; the datastore must not run.
    public void bringIn() throws IOException {
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

    /// Takes the data of before back; the datastore must not run.
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
