package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.local.backup.BackupFiles;
import io.bergwerk.engine.local.controlplane.ClusterDirectory;
import io.bergwerk.engine.local.controlplane.ClusterState;
import io.bergwerk.engine.local.controlplane.RestoreRecord;
import io.bergwerk.engine.local.trash.Trash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Takes a removed cluster back out of the trash. May die after any line and be begun again.
final class Undeletion {
    private final Trash trash;

    Undeletion(Trash trash) {
        this.trash = trash;
    }

    List<ClusterBackup> backups(ClusterId id) {
        return trash.find(id.toString())
                .map(entry -> new BackupFiles(entry).list())
                .orElseGet(List::of);
    }

    /// The cluster runs again once it is asked for, with the objects it had when its removal began.
    ///
    /// @return whether its directory is there
    boolean run(ClusterDirectory directory, List<KubeconfigOrder> kubeconfigs) {
        if (Files.exists(directory.state())) {
            return true;
        }
        var entry = trash.find(directory.id().toString());
        var state = entry.flatMap(it -> stateIn(directory.id(), it));
        if (entry.isEmpty() || state.isEmpty()) {
            return false;
        }
        var kept = new ClusterDirectory(directory.id(), entry.get());
        kept.upgrade().remove();
        kept.restore().write(wish(kept, kubeconfigs));
        state.get().revived().write(kept);
        trash.giveBack(entry.get(), directory.root());
        return true;
    }

    private static Optional<ClusterState> stateIn(ClusterId id, Path entry) {
        try {
            return ClusterState.read(new ClusterDirectory(id, entry));
        } catch (IllegalStateException _) {
            return Optional.empty(); // nothing that could be run again
        }
    }

    private static RestoreRecord wish(ClusterDirectory kept, List<KubeconfigOrder> kubeconfigs) {
        var name = String.valueOf(kept.root().getFileName());
        var last = new BackupFiles(kept.root())
                .list().stream()
                        .filter(it -> it.occasion() == Occasion.DELETION)
                        .findFirst();
        return RestoreRecord.undeletion(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                last.map(it -> it.id().toString()).orElse(""),
                kubeconfigs);
    }
}
