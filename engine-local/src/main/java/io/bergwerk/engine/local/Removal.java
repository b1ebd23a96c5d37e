package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.local.controlplane.ClusterDirectory;
import io.bergwerk.engine.local.ports.PortSlots;
import io.bergwerk.engine.local.trash.Trash;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a cluster away: processes first, data last. May die after any line and be begun again.
final class Removal {
    private static final Logger log = LoggerFactory.getLogger(Removal.class);

    private final PortSlots slots;
    private final Trash trash;
    private final Consumer<ClusterId> disconnect;

    /// @param disconnect ends what others still do with the cluster: workers, router
    Removal(PortSlots slots, Trash trash, Consumer<ClusterId> disconnect) {
        this.slots = slots;
        this.trash = trash;
        this.disconnect = disconnect;
    }

    /// Blocks for seconds.
    ///
    /// @return whether all of it is gone
    boolean run(LocalCluster cluster) {
        var controlPlane = cluster.controlPlane();
        var directory = controlPlane.directory();
        controlPlane.markRemoving();
        disconnect.accept(directory.id());
        if (!controlPlane.stop()) {
            log.atError().addKeyValue("cluster", directory.id()).log("a process cannot be ended, tried again later");
            return false;
        }
        removeSockets(directory);
        slots.release(directory.root());
        if (Files.exists(directory.root())) {
            trash.take(directory.root());
        }
        log.atInfo().addKeyValue("cluster", directory.id()).log("control plane removed");
        return true;
    }

    private static void removeSockets(ClusterDirectory directory) {
        for (var socket : List.of("localhost:1", "localhost:2", "egress.sock")) {
            try {
                Files.deleteIfExists(directory.root().resolve(socket));
            } catch (IOException e) {
                log.atWarn().addKeyValue("cluster", directory.id()).setCause(e).log("{} stays in the trash", socket);
            }
        }
    }
}
