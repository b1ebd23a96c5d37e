package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.local.backup.DataSwap;
import io.bergwerk.engine.local.controlplane.RestoreRecord.Stage;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a cluster's datastore back to a backup. May be cut off after any line and be begun again.
final class Restore {
    private static final Logger log = LoggerFactory.getLogger(Restore.class);

    private final Machinery machinery;
    private final ClusterDirectory directory;

    Restore(Machinery machinery) {
        this.machinery = machinery;
        this.directory = machinery.directory();
    }

    /// Blocks. The control plane runs afterwards, with the data of the backup or, if that did not work, with
    /// its own.
    ///
    /// @throws StartFailure if it runs with neither
    void run(ClusterState state, RestoreRecord ordered) throws StartFailure, IOException {
        try {
            swap(state, ordered);
        } catch (StartFailure | IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e; // it goes on when it is begun again
            }
            goBack(state, ordered, e);
            return;
        }
        directory.restore().write(ordered.at(Stage.DONE));
        new DataSwap(directory.root()).settle();
        log.atInfo().addKeyValue("cluster", directory.id()).log("restored backup {}", ordered.backup());
    }

    private void swap(ClusterState state, RestoreRecord ordered) throws StartFailure, IOException {
        var tools = machinery.tools(state.version());
        if (ordered.stage() == Stage.ORDERED) {
            var snapshot = machinery.backups().snapshot(UUID.fromString(ordered.backup()));
            var data = new DataSwap(directory.root());
            data.prepare(tools, snapshot);
            keepWhatIsThere(state);
            killAll();
            data.bringIn();
            directory.restore().write(ordered.at(Stage.SWAPPED));
        } else {
            killAll();
        }
        start(state);
    }

    private void start(ClusterState state) throws StartFailure, IOException {
        machinery.bringUp(state, state.version(), _ -> {}).proveControllers();
        machinery.letIn(state);
    }

    /// Of a removed cluster, or one whose restore was cut off, there is a backup already.
    private void keepWhatIsThere(ClusterState state) {
        if (!machinery.components().of(Component.ETCD).isThere()) {
            return;
        }
        try {
            machinery.backUp(state, Occasion.RESTORE);
        } catch (IOException e) {
            log.atInfo().addKeyValue("cluster", directory.id()).setCause(e).log("no backup of what is to be replaced");
        }
    }

    private void killAll() throws StartFailure {
        if (!machinery.components().kill()) {
            throw new StartFailure("ProcessStays", "A process of the control plane cannot be ended.", "", null);
        }
    }

    private void goBack(ClusterState state, RestoreRecord ordered, Exception cause) throws StartFailure, IOException {
        log.atWarn()
                .addKeyValue("cluster", directory.id())
                .setCause(cause)
                .log("restore did not work, the data of before is taken back");
        var swap = new DataSwap(directory.root());
        if (swap.hasBegun()) {
            killAll();
            swap.undo();
        }
        directory
                .restore()
                .write(ordered.failed("The cluster could not be brought back to the backup: it runs on with the data"
                        + " that it had."));
        machinery.bringUp(state, state.version(), _ -> {});
    }
}
