package io.bergwerk.server.cluster;

import io.bergwerk.common.IdSource;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.kubeconfig.KubeconfigAnswers;
import io.bergwerk.server.kubeconfig.KubeconfigReconciler;
import io.bergwerk.server.kubeconfig.Kubeconfigs;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.work.WorkQueue;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The feature as a whole, put together: what the server's start needs of it.
///
/// Every server answers the API; [#serve] is for the one that holds the engine's lease.
public final class Clusters implements AutoCloseable {
    private final Platform platform;
    private final ClusterStore store = new ClusterStore();
    private final RecoveryStore recoveries = new RecoveryStore();
    private final ChangeTimes times = new ChangeTimes();
    private final ClusterOrders orders;
    private final MaintenanceDecisions maintenance;
    private final MachineStock stock;
    private final ClusterConfig config;
    private final KubeconfigAnswers answers;
    private final Kubeconfigs kubeconfigs;
    private final ClusterService service;
    private final ClusterChangeService changes;
    private final ClusterAccessService access;
    private final ClusterRecoveryService recovery;
    private final ClusterPlanService plans;
    private final StatusWatches watches;
    private final ClusterApi api;
    private final AdminClusterApi adminApi;
    private final ClusterBackupApi backupApi;
    private final AtomicReference<Optional<ClusterEngine>> engine = new AtomicReference<>(Optional.empty());

    /// What a feature with a reconciler stands on.
    ///
    /// @param random for keys and passwords: a cryptographic source
    public record Platform(
            Database database,
            Notifications notifications,
            WorkQueue queue,
            IdSource ids,
            InstantSource clock,
            SecureRandom random) {}

    /// @param engineName name of the engine that builds new clusters, wherever it runs
    public Clusters(
            Platform platform, Catalog catalog, ClusterConfig config, ClusterAddresses addresses, String engineName) {
        this(platform, catalog, config, addresses, engineName, StatusWatches.WatchLimits.DEFAULT);
    }

    Clusters(
            Platform platform,
            Catalog catalog,
            ClusterConfig config,
            ClusterAddresses addresses,
            String engineName,
            StatusWatches.WatchLimits limits) {
        this.platform = platform;
        this.config = config;
        this.orders = new ClusterOrders(catalog, addresses);
        this.maintenance = new MaintenanceDecisions(catalog);
        this.answers = new KubeconfigAnswers(platform.notifications());
        this.kubeconfigs = new Kubeconfigs(
                platform.database(),
                platform.queue().wakeups(),
                answers,
                platform.ids(),
                platform.clock(),
                platform.random(),
                config.kubeconfigPatience(),
                config.kubeconfigsMax());
        var rules = new ClusterRules(catalog, config);
        var quota = new ProjectQuota(store, config);
        this.stock = new MachineStock(catalog, store);
        var planner = new ClusterPlanner(catalog);
        this.service = new ClusterService(
                platform.database(),
                store,
                rules,
                quota,
                stock,
                planner,
                times,
                platform.queue().wakeups(),
                config,
                engineName,
                platform.ids(),
                platform.clock(),
                platform.random());
        this.changes = new ClusterChangeService(
                platform.database(),
                store,
                rules,
                quota,
                stock,
                maintenance,
                planner,
                times,
                platform.queue().wakeups(),
                platform.clock());
        this.watches = new StatusWatches(platform.database(), store, platform.notifications(), limits);
        this.access = new ClusterAccessService(
                platform.database(), store, recoveries, kubeconfigs, addresses, config.kubeconfigMax());
        this.recovery = new ClusterRecoveryService(
                platform.database(),
                store,
                recoveries,
                quota,
                stock,
                platform.queue().wakeups(),
                config,
                platform.ids(),
                platform.clock());
        this.plans = new ClusterPlanService(
                platform.database(), store, service, changes, planner, times, kubeconfigs, engine::get);
        var messages = new ClusterMessages(addresses);
        this.api = new ClusterApi(service, changes, access, watches, messages);
        this.adminApi = new AdminClusterApi(new AdminClusters(platform.database(), engine::get), access, messages);
        this.backupApi = new ClusterBackupApi(recovery, messages);
    }

    StatusWatches watches() {
        return watches;
    }

    public ClusterApi api() {
        return api;
    }

    public AdminClusterApi adminApi() {
        return adminApi;
    }

    public CapacityApi capacityApi() {
        return new CapacityApi(platform.database(), stock);
    }

    public ClusterSettingsApi settingsApi() {
        return new ClusterSettingsApi(service, changes);
    }

    public KubeconfigApi kubeconfigApi() {
        return new KubeconfigApi(access);
    }

    public ClusterPlanApi planApi() {
        return new ClusterPlanApi(plans);
    }

    ClusterPlanService plans() {
        return plans;
    }

    public ClusterBackupApi backupApi() {
        return backupApi;
    }

    public ClusterRecoveryService recovery() {
        return recovery;
    }

    public ClusterService service() {
        return service;
    }

    public ClusterChangeService changes() {
        return changes;
    }

    public ClusterAccessService access() {
        return access;
    }

    /// To be bound at [MetricsPage#PATH].
    public MetricsPage metricsPage() {
        return new MetricsPage(platform.database(), store, engine::get);
    }

    /// Does the engine's work until closed, which leaves it to whoever gets the lease next.
    public AutoCloseable serve(ClusterEngine held) {
        engine.set(Optional.of(held));
        var work = ClusterWork.start(
                platform.queue(),
                platform.database(),
                held,
                reconciler(held),
                maintenance(held.name()),
                new KubeconfigReconciler(platform.database(), held, platform.clock(), platform.random()),
                new LeftoversReconciler(
                        platform.database(),
                        store,
                        times,
                        held,
                        platform.queue().wakeups(),
                        platform.clock(),
                        config.keepDeleted()));
        return () -> {
            engine.set(Optional.empty());
            work.close();
        };
    }

    ClusterReconciler reconciler(ClusterEngine held) {
        return new ClusterReconciler(
                platform.database(),
                store,
                orders,
                stock,
                new ExpiryNotices(maintenance),
                recoveries,
                times,
                kubeconfigs,
                held,
                platform.clock());
    }

    MaintenanceReconciler maintenance(String engineName) {
        return new MaintenanceReconciler(
                platform.database(), store, maintenance, platform.queue().wakeups(), engineName, platform.clock());
    }

    /// Ends all streams, so that their clients connect to another server.
    @Override
    public void close() {
        watches.close();
        answers.close();
    }
}
