package io.bergwerk.server.start;

import com.linecorp.armeria.common.prometheus.PrometheusMeterRegistries;
import com.linecorp.armeria.server.ServerBuilder;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.IdSource;
import io.bergwerk.connect.TrustedProxies;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.server.asset.AssetApi;
import io.bergwerk.server.asset.EnvironmentUrls;
import io.bergwerk.server.audit.TraceDays;
import io.bergwerk.server.audit.Traces;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.CatalogFiles;
import io.bergwerk.server.catalog.PartitionOffer;
import io.bergwerk.server.cluster.ClusterAddresses;
import io.bergwerk.server.cluster.Clusters;
import io.bergwerk.server.cluster.MetricsPage;
import io.bergwerk.server.health.HealthApi;
import io.bergwerk.server.health.MessageApi;
import io.bergwerk.server.health.PlatformHealth;
import io.bergwerk.server.health.StatusApi;
import io.bergwerk.server.page.Pages;
import io.bergwerk.server.payment.PaymentApi;
import io.bergwerk.server.reference.ReferencePages;
import io.bergwerk.server.rpc.RequestInterceptor;
import io.bergwerk.server.rpc.RulesInterceptor;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.version.Build;
import io.bergwerk.server.version.VersionApi;
import io.bergwerk.server.work.EngineLease;
import io.bergwerk.server.work.ServerRegistry;
import io.bergwerk.server.work.SingleServer;
import io.bergwerk.server.work.WorkQueue;
import io.bergwerk.server.work.WorkQueueApi;
import io.bergwerk.server.work.WorkTime;
import io.grpc.BindableService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// One running server with everything it needs, built in the order a reader would explain it.
public final class Installation implements AutoCloseable {
    /// What an installation takes from outside, so that tests can own it.
    ///
    /// @param engine in the place of the local one, which it has without
    public record Surroundings(
            InstantSource clock,
            LongSupplier nanoTime,
            IdSource ids,
            SecureRandom random,
            StartEvents events,
            Optional<EngineMaker> engine) {
        public Surroundings(
                InstantSource clock, LongSupplier nanoTime, IdSource ids, SecureRandom random, StartEvents events) {
            this(clock, nanoTime, ids, random, events, Optional.empty());
        }
    }

    private static final Duration HEALTH_EVERY = Duration.ofSeconds(5);
    private static final Duration BEAT_EVERY = Duration.ofSeconds(30);
    private static final Duration TOKEN_USES_EVERY = Duration.ofMinutes(1);
    private static final Duration RENEW_EVERY = Duration.ofDays(1);

    private final Parts parts;
    private final PrometheusMeterRegistry meters = PrometheusMeterRegistries.newRegistry();
    private final Build build = Build.current();
    private final ServerConfig config;
    private final DataDirectory data;
    private final Surroundings around;
    private final Catalog catalog;
    private final EngineMaker maker;
    private final URI localUrl;
    private final URI url;
    private final EnvironmentUrls environment;
    private final PlatformHealth health;
    private final Storage storage;
    private final TraceDays days;
    private final People people;
    private final Engines engines;
    private final EngineLease lease;

    /// Returns once the API answers.
    ///
    /// @throws StartException telling the operator what to do
    public static Installation start(ServerConfig config, DataDirectory data, Surroundings around) {
        return start(config, data, around, new Beside(), new Parts());
    }

    /// As [#start(ServerConfig, DataDirectory, Surroundings)], for a caller that may close before it returns.
    static Installation start(
            ServerConfig config, DataDirectory data, Surroundings around, Beside beside, Parts parts) {
        return new Installation(config, data, around, beside, parts);
    }

    @SuppressWarnings("this-escape")
    private Installation(ServerConfig config, DataDirectory data, Surroundings around, Beside beside, Parts parts) {
        this.parts = parts;
        this.config = config;
        this.data = data;
        this.around = around;
        this.catalog = CatalogFiles.read(config.catalog().file());
        this.maker = around.engine().orElseGet(() -> new LocalEngineMaker(config, data, around, catalog));
        this.localUrl = OwnClient.localUrl(config.api(), config.tls().enabled());
        this.url = config.api().url().orElse(localUrl);
        this.environment = environment();
        this.health = new PlatformHealth(catalog.regions().stream()
                .flatMap(region -> region.partitions().stream())
                .map(PartitionOffer::id)
                .toList());
        try {
            var server = parts.add("lock", () -> SingleServer.of(data.root(), around.ids()));
            this.storage = parts.add("database", () -> openStorage());
            var queue = parts.add("work queue", () -> queue(server));
            var api = around.events().begin("api", "API");
            this.days = new TraceDays(storage.database(), config.audit(), around.clock());
            var traces = parts.add(
                    "audit",
                    () -> Traces.start(storage.database(), days, config.audit(), around.clock(), around.ids()));
            this.people =
                    new People(config, data, storage, beside.methods(), traces, around, url, environment.console());
            parts.add("rights", () -> people.listen(storage.notifications()));
            parts.add("token uses", people::tokenUses);
            people.ensureFirst();
            Ports.requireFree(
                    new InetSocketAddress(config.api().listen(), config.api().port() + 2), "the clusters' router");
            var clusters = parts.add("clusters", () -> clusters(queue));
            this.engines = parts.add("engine", () -> new Engines(maker, clusters));
            this.lease = parts.add("engine lease", () -> lease(server));
            parts.add("chores", () -> chores(server));
            parts.add("api", () -> serve(clusters, beside));
            parts.add("ops", () -> ops());
            data.publish(data.url(), url + "\n");
            data.keep(data.run().resolve("local.url"), localUrl + "\n");
            api.done("answers at " + url);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private Storage openStorage() {
        var step = around.events().begin("postgres", "PostgreSQL");
        var constraints = Constraints.none()
                .with("cluster_project_fk", ErrorCode.NOT_FOUND, "project: it has been deleted in this moment");
        var opened = Storage.open(config.database(), data, constraints, around.random());
        step.done(opened.summary());
        return opened;
    }

    private WorkQueue queue(SingleServer server) {
        return new WorkQueue(
                server.id(),
                storage.database(),
                storage.notifications(),
                config.work(),
                WorkTime.ofDatabase(),
                new WorkMeters(meters),
                around.random());
    }

    private Clusters clusters(WorkQueue queue) {
        var platform = new Clusters.Platform(
                storage.database(), storage.notifications(), queue, around.ids(), around.clock(), around.random());
        var addresses = new ClusterAddresses(
                url, config.clusters().domain(), config.api().port() + 2);
        return new Clusters(platform, catalog, config.clusters(), addresses, maker.name());
    }

    private EngineLease lease(SingleServer server) {
        return EngineLease.start(
                storage.database(),
                maker.name(),
                server.id(),
                data.id("engine", around.ids()::next),
                config.work().lease(),
                WorkTime.ofDatabase(),
                engines);
    }

    private Chores chores(SingleServer server) {
        var servers = new ServerRegistry(WorkTime.ofDatabase());
        var database = storage.database();
        var process = ProcessHandle.current().pid();
        database.useTransaction(tx -> servers.register(tx, server.id(), hostName(), process, build.version()));
        return new Chores()
                .every(HEALTH_EVERY, "health", new HealthMonitor(health, probes())::measure)
                .every(BEAT_EVERY, "beat", () -> database.useTransaction(tx -> servers.beat(tx, server.id())))
                .every(TOKEN_USES_EVERY, "token uses", people.tokenUses()::write)
                .every(RENEW_EVERY, "admin token", people::ensureFirst)
                .every(RENEW_EVERY, "audit", days::keep);
    }

    private static String hostName() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
    }

    private HealthMonitor.Probes probes() {
        var version = defaultVersion();
        return new HealthMonitor.Probes(
                storage::problem, engines::problem, version, () -> engines.availability(version));
    }

    KubernetesVersion defaultVersion() {
        return KubernetesVersion.parse(catalog.defaultRegion().defaults().kubernetesVersion());
    }

    private TrustedProxies trustedProxies() {
        return TrustedProxies.of(config.api().trustedProxies());
    }

    private ApiServer serve(Clusters clusters, Beside beside) {
        var routes = beside.routes()
                .interceptors(people.interceptors(
                        new RequestInterceptor(meters, around.nanoTime()), new RulesInterceptor(beside.rules())))
                .trustedProxies(trustedProxies());
        services(clusters).forEach(routes::addService);
        var built = routes.build();
        people.methods().requireAll(built.services());
        return ApiServer.start(
                beside.server(),
                config.api(),
                config.tls(),
                built,
                origins(),
                server -> pages(server, clusters, beside));
    }

    private List<BindableService> services(Clusters clusters) {
        var services = new ArrayList<BindableService>(people.services());
        services.add(clusters.api());
        services.add(clusters.adminApi());
        services.add(clusters.settingsApi());
        services.add(clusters.backupApi());
        services.add(clusters.planApi());
        services.add(clusters.kubeconfigApi());
        services.add(clusters.capacityApi());
        services.add(new AssetApi(catalog, environment, around.clock()));
        services.add(new PaymentApi(catalog));
        services.add(new WorkQueueApi(storage.database()));
        services.add(new HealthApi(health));
        services.add(new VersionApi(build));
        services.add(new StatusApi(health, build));
        services.add(new MessageApi());
        services.addAll(Unbuilt.services());
        return services;
    }

    private void pages(ServerBuilder server, Clusters clusters, Beside beside) {
        new Pages(url, build).install(server);
        new ReferencePages(beside.rules(), url, build).install(server);
        people.installSignIn(server, trustedProxies());
        server.service(MetricsPage.PATH, clusters.metricsPage());
    }

    private List<String> origins() {
        var console = environment.console();
        var own = "%s://%s".formatted(console.getScheme(), console.getRawAuthority());
        return Stream.concat(Stream.of(own), config.api().origins().stream())
                .distinct()
                .toList();
    }

    private EnvironmentUrls environment() {
        var set = config.environment();
        return new EnvironmentUrls(
                set.consoleUrl().orElse(url),
                set.afterLoginUrl().orElse(url),
                set.termsUrl().orElseGet(() -> url.resolve("/terms")));
    }

    private OpsServer ops() {
        return OpsServer.start(
                config.api().port() + 1, meters, () -> storage.problem().or(engines::problem), people, url);
    }

    /// Shows the way to the first cluster: Kubernetes' programs, the demo cluster, and the closing card.
    public void present(boolean demo) {
        new Presentation(around.events(), data, people, engines, lease::refusal, url, localUrl, defaultVersion())
                .show(demo);
    }

    public URI url() {
        return url;
    }

    /// Stops taking calls, ends streams, stops clusters as configured, and lets go of the database, in this
    /// order.
    @Override
    public void close() {
        parts.close();
    }

    boolean holdsEngine() {
        return lease.held();
    }
}
