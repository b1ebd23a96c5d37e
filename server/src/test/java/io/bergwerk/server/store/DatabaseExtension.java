package io.bergwerk.server.store;

import io.bergwerk.postgres.PostgresBinaries;
import io.bergwerk.testing.PostgresExtension;
import io.bergwerk.testing.TestDatabase;
import io.bergwerk.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A fresh, migrated database for each test: `@RegisterExtension final DatabaseExtension store =
/// DatabaseExtension.fresh();`
public final class DatabaseExtension implements BeforeEachCallback, AfterEachCallback {
    private static final String TEMPLATE = "migrated";

    private final PostgresExtension postgres;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable Database database;

    private DatabaseExtension(PostgresExtension postgres) {
        this.postgres = postgres;
    }

    public static DatabaseExtension fresh() {
        return new DatabaseExtension(PostgresExtension.prepared(TEMPLATE, DatabaseExtension::migrate));
    }

    /// On the oldest PostgreSQL that we support; its binaries are put there by the build.
    public static DatabaseExtension onOldest() {
        return new DatabaseExtension(
                PostgresExtension.on("oldest", DatabaseExtension::oldest, TEMPLATE, DatabaseExtension::migrate));
    }

    /// The one of this test, opened at the first call.
    public synchronized Database database() {
        if (database == null) {
            database = open(Constraints.none());
        }
        return database;
    }

    /// One more pool on the same database, as another server has; closed after the test.
    public Database open(Constraints constraints) {
        return closing(Database.open(config(), constraints));
    }

    public Notifications notifications() {
        return closing(Notifications.start(config(), new Random(1)));
    }

    public StoreConfig config() {
        return config(postgres.database());
    }

    public TestDatabase raw() {
        return postgres.database();
    }

    /// Closes it after the test, before what was opened earlier.
    public <T extends AutoCloseable> T closing(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        postgres.beforeEach(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        database = null;
        postgres.afterEach(context);
    }

    private static StoreConfig config(TestDatabase database) {
        return StoreConfig.of(database.url(), database.user(), database.password());
    }

    private static void migrate(TestDatabase database) {
        Database.open(config(database), Constraints.none()).close();
    }

    private static TestServer oldest() {
        var jar = Path.of(System.getProperty("basedir", "."), "target/postgres-oldest/binaries.jar");
        return TestServer.of(PostgresBinaries.fromJar(jar, PostgresBinaries.userCache()));
    }
}
