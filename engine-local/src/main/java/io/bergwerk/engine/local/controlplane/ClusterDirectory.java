package io.bergwerk.engine.local.controlplane;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.local.files.JsonFile;
import java.nio.file.Path;

/// Where things of one cluster lie. The directory is also the working directory of all its processes.
public record ClusterDirectory(ClusterId id, Path root) {
    public Path state() {
        return root.resolve("cluster.json");
    }

    /// What is known of an upgrade that is under way or did not work.
    public JsonFile<UpgradeRecord> upgrade() {
        return new JsonFile<>(root.resolve("upgrade.json"), UpgradeRecord.class);
    }

    /// What is known of the last restore.
    public JsonFile<RestoreRecord> restore() {
        return new JsonFile<>(root.resolve("restore.json"), RestoreRecord.class);
    }

    JsonFile<Revocations> revoked() {
        return new JsonFile<>(root.resolve("revoked.json"), Revocations.class);
    }

    public Path pki() {
        return root.resolve("pki");
    }

    public Path pki(String file) {
        return pki().resolve(file);
    }

    public Path configuration() {
        return root.resolve("conf");
    }

    public Path configuration(String file) {
        return configuration().resolve(file);
    }

    public Path log(String file) {
        return root.resolve("log").resolve(file);
    }

    /// Served by the workers, dialled by the API server.
    public Path egressSocket() {
        return root.resolve("egress.sock");
    }
}
