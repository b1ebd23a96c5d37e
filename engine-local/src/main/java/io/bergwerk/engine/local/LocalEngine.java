package io.bergwerk.engine.local;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.ClusterNode;
import io.bergwerk.engine.ClusterObservation;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigCredentials;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.engine.Workload;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Real Kubernetes clusters as processes of this host.
///
/// From the moment it is started it runs again what ran before, adopts what still runs, and looks for the programs of
/// every version on offer. One engine at a time may use a data directory.
public final class LocalEngine implements ClusterEngine {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final Installation installation;

    private LocalEngine(Installation installation) {
        this.installation = installation;
    }

    /// @param random for jitter; must be safe for use by many threads
    /// @param keyRandom for keys and certificates
    /// @param workers makes the workers; told how to say that a cluster changed
    /// @throws IOException if the data directory is in use by another server, or the router's port is taken
    public static LocalEngine start(
            LocalEngineConfig config,
            InstantSource clock,
            RandomGenerator random,
            SecureRandom keyRandom,
            WorkersFactory workers)
            throws IOException {
        var installation = new Installation(config, clock, random, keyRandom, workers);
        installation.start();
        return new LocalEngine(installation);
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public VersionAvailability availability(KubernetesVersion version) {
        return installation.binaries().availability(version);
    }

    @Override
    public StepResult ensureControlPlane(ClusterOrder order) {
        return switch (availability(order.version())) {
            case VersionAvailability.Available() -> ensure(order);
            case VersionAvailability.Preparing(var _, var message) ->
                StepResult.waiting("PreparingVersion", message, ASK_AGAIN);
            case VersionAvailability.Unavailable(var message) ->
                StepResult.failed("VersionUnavailable", message, message);
        };
    }

    /// Nodes are looked after also while an upgrade is held up, because they may be what holds it up, and while one
    /// that failed is not tried again yet.
    private StepResult ensure(ClusterOrder order) {
        var result = installation.ensure(order);
        if (isOnVersionBefore(result)) {
            installation.find(order.id()).ifPresent(it -> it.ensureWorkers(it.asItRuns(order)));
        }
        return result;
    }

    private static boolean isOnVersionBefore(StepResult result) {
        return switch (result) {
            case StepResult.Waiting waiting -> waiting.reason().equals("UpgradeBlocked");
            case StepResult.Failed failed ->
                Set.of("UpgradeFailed", "UpgradeRefused").contains(failed.reason());
            default -> false;
        };
    }

    @Override
    public StepResult ensureWorkers(ClusterOrder order) {
        return installation
                .find(order.id())
                .map(cluster -> cluster.ensureWorkers(order))
                .orElseGet(LocalEngine::noControlPlane);
    }

    @Override
    public StepResult ensureSystemComponents(ClusterOrder order) {
        return installation
                .find(order.id())
                .map(LocalCluster::ensureSystemComponents)
                .orElseGet(LocalEngine::noControlPlane);
    }

    private static StepResult noControlPlane() {
        return StepResult.waiting("NoControlPlane", "The control plane has not been started yet.", ASK_AGAIN);
    }

    @Override
    public StepResult removeWorkers(ClusterId cluster) {
        return installation.find(cluster).map(LocalCluster::beginRemoval).orElseGet(StepResult::done);
    }

    @Override
    public StepResult removeControlPlane(ClusterId cluster) {
        return installation.remove(cluster);
    }

    @Override
    public List<ClusterBackup> backups(ClusterId cluster) {
        return installation.backups(cluster);
    }

    @Override
    public StepResult ensureRestored(ClusterId cluster, RestoreOrder restore) {
        return installation
                .find(cluster)
                .map(it -> it.ensureRestored(restore))
                .orElseGet(() -> StepResult.failed("NoSuchCluster", "There is no cluster to be brought back.", ""));
    }

    @Override
    public StepResult ensureUndeleted(ClusterId cluster, List<KubeconfigOrder> kubeconfigs) {
        return installation.ensureUndeleted(cluster, kubeconfigs);
    }

    @Override
    public ClusterObservation observe(ClusterId cluster) {
        return installation.find(cluster).map(LocalCluster::observe).orElse(ClusterObservation.NOTHING);
    }

    @Override
    public Map<String, Integer> machines(ClusterId cluster) {
        return installation.find(cluster).map(LocalCluster::machines).orElseGet(Map::of);
    }

    @Override
    public List<ClusterNode> nodes(ClusterId cluster) {
        return installation.find(cluster).map(LocalCluster::nodes).orElseGet(List::of);
    }

    @Override
    public Optional<Workload> workload(ClusterId cluster) {
        return installation.find(cluster).flatMap(LocalCluster::workload);
    }

    @Override
    public KubeconfigCredentials issueKubeconfig(ClusterId cluster, KubeconfigOrder order) {
        return installation
                .find(cluster)
                .orElseThrow(() -> ApiException.failedPrecondition("The cluster has no control plane yet."))
                .issue(order);
    }

    @Override
    public void revokeKubeconfig(ClusterId cluster, UUID kubeconfig) {
        installation.find(cluster).ifPresent(it -> it.revoke(kubeconfig));
        installation.endConnections(cluster);
    }

    @Override
    public Optional<String> metrics(ClusterId cluster) {
        return installation.find(cluster).flatMap(it -> it.controlPlane().metrics());
    }

    @Override
    public Set<ClusterId> clusters() {
        return installation.clusters();
    }

    @Override
    public void onChange(Consumer<ClusterId> listener) {
        installation.onChange(listener);
    }

    /// Does at once what is done every few minutes anyway.
    void doChores() {
        installation.tidy();
        installation.backUp();
    }

    /// Where the router listens; empty if there is none.
    public Optional<InetSocketAddress> routerAddress() {
        return installation.routerAddress();
    }

    @Override
    public void close() {
        installation.close();
    }
}
