package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.local.backup.BackupFiles;
import io.bergwerk.engine.local.backup.DatastoreTools;
import io.bergwerk.engine.local.binaries.BinarySet;
import io.bergwerk.engine.local.pki.ClusterNames;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.engine.local.process.Poll;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a control plane is made with: its processes, its files, and the order in which they come up.
final class Machinery {
    private static final Logger log = LoggerFactory.getLogger(Machinery.class);

    /// After a server's start the programs of another version than the cluster's may still be looked for.
    private static final Duration PROGRAMS_LIMIT = Duration.ofMinutes(1);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final ClusterDirectory directory;
    private final ControlPlaneContext context;
    private final Components components;
    private final Connection connection;
    private final BackupFiles backups;

    Machinery(ClusterDirectory directory, ControlPlaneContext context, Components components, Connection connection) {
        this.directory = directory;
        this.context = context;
        this.components = components;
        this.connection = connection;
        this.backups = new BackupFiles(directory.root());
    }

    /// Starts what does not run as it should in this version, and finds the rest. Blocks until pods can be
    /// made.
    ///
    /// @return what has been done, which can prove more
    StartSequence bringUp(ClusterState state, String version, Consumer<Phase> progress)
            throws StartFailure, IOException {
        var ports = context.slots().ports(state.slot());
        var specs = new ComponentSpecs(directory, binaries(version), ports);
        var pki = pki(state);
        new ConfigurationFiles(directory, context.keyRandom()).ensure(ports);
        var client = connection.open(pki, ports);
        var gate = gate(version);
        var sequence = new StartSequence(components, specs, pki, ports, client, gate, progress);
        sequence.run();
        return sequence;
    }

    /// Whether the API server that runs is one of this version, started as it would be now.
    boolean runsApiServer(ClusterState state, String version) throws StartFailure {
        var ports = context.slots().ports(state.slot());
        return components.runs(Component.API_SERVER, new ComponentSpecs(directory, binaries(version), ports));
    }

    ClusterPki pki(ClusterState state) {
        var names = new ClusterNames(
                directory.id().toString(), state.apiDnsNames(), List.of(Network.FIRST_SERVICE, Network.ADVERTISED));
        return ClusterPki.ensure(directory.pki(), names, context.supervision().clock(), context.keyRandom());
    }

    /// Gives every kubeconfig that is to have rights its binding, now that the API server can take it.
    void letIn(ClusterState state) throws StartFailure, IOException {
        var running = connection.running();
        if (running.isPresent()) {
            gate(state.version()).letIn(running.get().client());
        }
    }

    synchronized void rememberRevoked(UUID kubeconfig) {
        directory
                .revoked()
                .write(directory.revoked().read().orElse(Revocations.NONE).and(kubeconfig));
    }

    /// As [#settleRevocations]; what does not work now is done the next time.
    void trySettleRevocations(ClusterState state) {
        try {
            settleRevocations(state);
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("cluster", directory.id())
                    .setCause(e)
                    .log("a revocation is made at the next look");
        }
    }

    synchronized void settleRevocations(ClusterState state) throws IOException {
        try {
            gate(state.version()).settleRevocations();
        } catch (StartFailure e) {
            throw new IOException(e);
        }
    }

    BindingGate gate(String version) throws StartFailure {
        return new BindingGate(directory, tools(version));
    }

    DatastoreTools tools(String version) throws StartFailure {
        return new DatastoreTools(binaries(version).etcd(), directory.root());
    }

    private BinarySet binaries(String version) throws StartFailure {
        var wanted = KubernetesVersion.parse(version);
        Poll.until(
                PROGRAMS_LIMIT,
                LOOK_EVERY,
                () -> context.binaries().apply(wanted).isPresent());
        return context.binaries()
                .apply(wanted)
                .orElseThrow(() -> new StartFailure(
                        "BinariesMissing", "Kubernetes " + version + " is not ready on this host.", "", null));
    }

    BackupFiles backups() {
        return backups;
    }

    /// @throws IOException if the datastore does not run or there is no good copy
    ClusterBackup backUp(ClusterState state, Occasion occasion) throws IOException {
        var needed = new HashSet<UUID>();
        directory
                .upgrade()
                .read()
                .map(UpgradeRecord::backup)
                .filter(it -> !it.isEmpty())
                .map(UUID::fromString)
                .ifPresent(needed::add);
        directory
                .restore()
                .read()
                .map(RestoreRecord::backup)
                .filter(it -> !it.isEmpty())
                .map(UUID::fromString)
                .ifPresent(needed::add);
        try {
            return backups.take(
                    tools(state.version()), occasion, KubernetesVersion.parse(state.version()), now(), needed);
        } catch (StartFailure e) {
            throw new IOException(e);
        }
    }

    Components components() {
        return components;
    }

    ClusterDirectory directory() {
        return directory;
    }

    Instant now() {
        return context.supervision().clock().instant();
    }
}
