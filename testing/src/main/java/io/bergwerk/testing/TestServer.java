package io.bergwerk.testing;

import io.bergwerk.postgres.EmbeddedPostgres;
import io.bergwerk.postgres.PostgresBinaries;
import io.bergwerk.postgres.PostgresConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// One PostgreSQL for all tests of a JVM; each test gets a database of its own on it.
///
/// It lies in the module's `target` and stops with the JVM. `BERGWERK_TEST_POSTGRES_URL` (with `_USER` and `_PASSWORD`;
/// or system properties `bergwerk.test.postgres.url` and so on) names another server to test on.
public final class TestServer {
    private static final Map<String, TestServer> RUNNING = new ConcurrentHashMap<>();

    private final String url;
    private final String user;
    private final String password;

    private TestServer(String url, String user, String password) throws SQLException {
        this.url = url;
        this.user = user;
        this.password = password;
        dropLeftovers();
    }

    /// The named external server, else the bundled PostgreSQL.
    public static TestServer shared() {
        return RUNNING.computeIfAbsent(
                "shared",
                name -> external().orElseGet(() -> {
                    var binaries = PostgresBinaries.bundled(PostgresBinaries.userCache());
                    return embedded(name, binaries);
                }));
    }

    /// A server of other binaries, for example of the oldest PostgreSQL that we support.
    public static TestServer of(PostgresBinaries binaries) {
        return RUNNING.computeIfAbsent("postgres-" + binaries.major(), name -> embedded(name, binaries));
    }

    TestDatabase database(String name) {
        return new TestDatabase(url.replaceFirst("/[^/?]*($|\\?)", "/" + name + "$1"), user, password);
    }

    void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    private static Optional<TestServer> external() {
        return setting("url")
                .map(url -> make(
                        url,
                        setting("user").orElse("postgres"),
                        setting("password").orElse("")));
    }

    private static Optional<String> setting(String name) {
        var property = System.getProperty("bergwerk.test.postgres." + name);
        var variable = System.getenv("BERGWERK_TEST_POSTGRES_" + name.toUpperCase(java.util.Locale.ROOT));
        return Optional.ofNullable(property)
                .or(() -> Optional.ofNullable(variable))
                .filter(value -> !value.isBlank());
    }

    private static TestServer embedded(String name, PostgresBinaries binaries) {
        var module = Path.of(System.getProperty("basedir", System.getProperty("user.dir", ".")));
        var directory = module.resolve("target/test-postgres").resolve(name);
        // A test's data need not outlive a power cut.
        var config = PostgresConfig.of(directory, binaries)
                .withFirstPort(20432)
                .withSetting("fsync", "off")
                .withSetting("synchronous_commit", "off")
                .withSetting("max_connections", "200");
        var postgres = EmbeddedPostgres.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop, "stop-" + name));
        return make(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static TestServer make(String url, String user, String password) {
        try {
            return new TestServer(url, user, password);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the PostgreSQL to test on, " + url + ", can't be used: " + e.getMessage(), e);
        }
    }

    /// What a run that was killed left behind.
    private void dropLeftovers() throws SQLException {
        var names = new ArrayList<String>();
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT datname FROM pg_database WHERE starts_with(datname, 'bergwerk_test_')")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        List.copyOf(names).forEach(name -> execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
}
