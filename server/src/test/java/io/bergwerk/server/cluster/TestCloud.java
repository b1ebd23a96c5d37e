package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.common.RandomIds;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.Proofs;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.CatalogFiles;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.StoreConfig;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.PostgresExtension;
import io.bergwerk.testing.SettableClock;
import io.bergwerk.testing.TestDatabase;
import io.bergwerk.testing.engine.Mortality;
import io.bergwerk.testing.engine.ScriptedWorld;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A platform in small: a database, a scripted world, a clock that stands still, and servers that come and go.
final class TestCloud implements BeforeEachCallback, AfterEachCallback {
    static final ProjectId PROJECT = new ProjectId(UUID.fromString("9b1e3c5a-7d20-4f6b-8a11-223344556677"));
    static final ProjectId OTHER_PROJECT = new ProjectId(UUID.fromString("1c2d3e4f-5a6b-4c7d-8e9f-001122334455"));
    static final ClusterAddresses NO_DNS =
            new ClusterAddresses(URI.create("http://127.0.0.1:8080"), Optional.empty(), 8082);

    private final PostgresExtension postgres = PostgresExtension.prepared("cluster", TestCloud::migrate);
    private Catalog catalog = CatalogFiles.read(Optional.empty());
    private final List<TestPlatform> servers = new ArrayList<>();
    private SettableClock clock = SettableClock.atNoon();
    private ScriptedWorld world = new ScriptedWorld();
    private ClusterConfig config = ClusterConfig.DEFAULT;
    private ClusterAddresses addresses = NO_DNS;

    static StoreConfig storeConfig(TestDatabase database) {
        var config = StoreConfig.of(database.url(), database.user(), database.password());
        return new StoreConfig(
                config.url(),
                config.user(),
                config.password(),
                8,
                config.connectTimeout(),
                config.statementTimeout(),
                config.lockTimeout());
    }

    private static void migrate(TestDatabase database) {
        Database.open(storeConfig(database), Constraints.none()).close();
        database.execute("""
                INSERT INTO tenant (login, name, personal, oauth_provider, created_by, created_at, updated_at)
                VALUES ('anna@local', 'Anna', true, 'NONE', 'test', now(), now())
                """);
        for (var project : List.of(PROJECT, OTHER_PROJECT)) {
            database.execute("""
                    INSERT INTO project (id, tenant, name, is_default, created_at, updated_at)
                    VALUES ('%1$s', 'anna@local', '%1$s', false, now(), now())
                    """.formatted(project));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        postgres.beforeEach(context);
        clock = SettableClock.atNoon();
        world = new ScriptedWorld();
        config = ClusterConfig.DEFAULT;
        addresses = NO_DNS;
        catalog = CatalogFiles.read(Optional.empty());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        servers.forEach(TestPlatform::close);
        servers.clear();
        postgres.afterEach(context);
    }

    ScriptedWorld world() {
        return world;
    }

    SettableClock clock() {
        return clock;
    }

    Catalog catalog() {
        return catalog;
    }

    ClusterConfig config() {
        return config;
    }

    ClusterAddresses addresses() {
        return addresses;
    }

    TestDatabase database() {
        return postgres.database();
    }

    void newWorld() {
        world = new ScriptedWorld();
    }

    void configure(ClusterConfig next) {
        config = next;
    }

    /// What servers offer that start from now on.
    void offer(Catalog next) {
        catalog = next;
    }

    void reachedBy(ClusterAddresses next) {
        addresses = next;
    }

    /// A server that does the engine's work, and does not die.
    TestPlatform server() {
        return server(UUID.randomUUID(), new Mortality());
    }

    /// A server that does the engine's work for as long as it lives.
    TestPlatform server(UUID id, Mortality life) {
        var server = bystander(id, life);
        server.serve(world.engine(life));
        return server;
    }

    /// A server that answers the API while another does the engine's work.
    TestPlatform bystander() {
        return bystander(UUID.randomUUID(), new Mortality());
    }

    private TestPlatform bystander(UUID id, Mortality life) {
        var server = new TestPlatform(this, id, life);
        servers.add(server);
        return server;
    }

    RandomIds ids() {
        return new RandomIds(clock, new SecureRandom());
    }

    void advance(Duration duration) {
        clock.advance(duration);
        servers.forEach(TestPlatform::wakeAll);
    }

    static ProjectAccess owner() {
        return Proofs.project(PROJECT, "anna@local", "anna@local", ProjectRole.OWNER);
    }

    static ProjectAccess viewer() {
        return Proofs.project(PROJECT, "anna@local", "vera@local", ProjectRole.VIEWER);
    }

    static ProjectAccess stranger() {
        return Proofs.project(OTHER_PROJECT, "anna@local", "otto@local", ProjectRole.OWNER);
    }

    static ClusterDraft draft(String name) {
        var group = new WorkerGroupSpec("group-0", "n1-medium-x86", 2, 3, 0, 0);
        return new ClusterDraft(name, "eqx-mu4", "1.36.3", List.of(group), Optional.empty());
    }

    /// Creates a cluster and waits until it is as ordered.
    Cluster createReady(TestPlatform server, String name) {
        var cluster = server.clusters().create(owner(), draft(name));
        return awaitSucceeded(server, cluster.id());
    }

    Cluster awaitSucceeded(TestPlatform server, ClusterId id) {
        return Eventually.value(
                "cluster %s succeeded".formatted(id),
                () -> server.clusters().get(owner(), id),
                cluster -> cluster.status().succeeded());
    }

    void awaitGone(TestPlatform server, ClusterId id) {
        Eventually.until(
                "cluster %s is gone".formatted(id),
                () -> server.clusters().list(owner()).stream()
                        .noneMatch(cluster -> cluster.id().equals(id)));
    }
}
