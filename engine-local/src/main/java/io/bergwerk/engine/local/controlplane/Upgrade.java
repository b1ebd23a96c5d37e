package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.controlplane.RestoreRecord.Stage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a control plane from one version of Kubernetes to another while its API goes on answering, and back
/// if that does not work. May be cut off after any line and be begun again.
final class Upgrade {
    private static final Logger log = LoggerFactory.getLogger(Upgrade.class);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Machinery machinery;
    private final ClusterDirectory directory;

    Upgrade(Machinery machinery) {
        this.machinery = machinery;
        this.directory = machinery.directory();
    }

    /// Looks whether it would do harm, and takes a backup if not. Nothing of the cluster is changed.
    ///
    /// @return blocked, or running from now on
    UpgradeRecord begin(ClusterState state, KubernetesVersion to, ApiClient client) {
        var from = KubernetesVersion.parse(state.version());
        var now = machinery.now();
        var since = blockedSince(to).orElse(now);
        UpgradeRecord record;
        try {
            var objection = objection(from, to, client, Duration.between(since, now));
            record = objection.isPresent()
                    ? UpgradeRecord.blocked(from, to, objection.get(), since, now)
                    : UpgradeRecord.begun(
                            from, to, machinery.backUp(state, Occasion.UPGRADE).id(), now);
        } catch (IOException e) {
            log.atWarn().addKeyValue("cluster", directory.id()).setCause(e).log("upgrade to {} is held up", to);
            var why = "The upgrade to Kubernetes %s waits until the cluster can be looked at and backed up."
                    .formatted(to);
            record = UpgradeRecord.blocked(from, to, why, since, now);
        }
        directory.upgrade().write(record);
        return record;
    }

    private Optional<Instant> blockedSince(KubernetesVersion to) {
        return directory
                .upgrade()
                .read()
                .filter(it ->
                        it.stage() == UpgradeRecord.Stage.BLOCKED && it.to().equals(to.toString()))
                .map(it -> Instant.parse(it.since()));
    }

    private static Optional<String> objection(
            KubernetesVersion from, KubernetesVersion to, ApiClient client, Duration waited) throws IOException {
        return from.minor() == to.minor()
                ? Optional.empty()
                : Preflight.objection(new PreflightReader(client).read(), to, waited);
    }

    /// Blocks until all components run in the new version and say that they are well.
    void carryOut(ClusterState state, UpgradeRecord record, Consumer<Phase> progress) throws StartFailure, IOException {
        log.atInfo().addKeyValue("cluster", directory.id()).log("upgrade from {} to {}", record.from(), record.to());
        machinery.bringUp(state, record.to(), progress).proveControllers();
    }

    /// Goes back to the version of before. If its API server never stopped serving, nothing is lost;
    /// otherwise the datastore is brought back too where the newer version may have written what the older
    /// one cannot read.
    void goBack(ClusterState state, UpgradeRecord record, Exception cause, Consumer<Phase> progress)
            throws StartFailure, IOException {
        log.atWarn()
                .addKeyValue("cluster", directory.id())
                .setCause(cause)
                .log("upgrade from {} to {} did not work", record.from(), record.to());
        var isUntouched = machinery.runsApiServer(state, record.from());
        var loses = !isUntouched && record.isMinor();
        var again = loses ? Optional.of(restore(state, record)) : Optional.<RestoreRecord>empty();
        directory.upgrade().write(record.failed(sentence(record, cause, loses), machinery.now()));
        if (again.isPresent()) {
            progress.accept(Phase.RESTORING);
            new Restore(machinery).run(state, again.get());
        } else {
            if (!isUntouched) {
                machinery.components().stop();
            }
            machinery.bringUp(state, record.from(), _ -> {});
        }
    }

    /// From now on the restore goes forward, whatever happens to the server.
    private RestoreRecord restore(ClusterState state, UpgradeRecord record) throws StartFailure {
        var restore = new RestoreRecord(record.backup(), record.backup(), Stage.ORDERED, present(state), "");
        directory.restore().write(restore);
        return restore;
    }

    private List<RestoreRecord.Living> present(ClusterState state) throws StartFailure {
        try {
            return machinery.gate(state.version()).present();
        } catch (IOException e) {
            throw new StartFailure("DatastoreDown", "The cluster's datastore does not answer.", "", e);
        }
    }

    private String sentence(UpgradeRecord record, Exception cause, boolean loses) {
        var why = cause instanceof StartFailure ? cause.getMessage() : "Its parts could not be started.";
        var data = loses ? "with the data of " + CLOCK.format(Instant.parse(record.since())) : "and nothing was lost";
        return "The upgrade to Kubernetes %s did not work: %s The cluster runs %s again, %s; it is tried again in an hour."
                .formatted(record.to(), why, record.from(), data);
    }
}
