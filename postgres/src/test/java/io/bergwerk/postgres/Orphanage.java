package io.bergwerk.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.concurrent.CountDownLatch;

/// A process that starts a database and then waits to be killed.
final class Orphanage {
    private Orphanage() {}

    public static void main(String[] args) throws Exception {
        var directory = Path.of(args[0]);
        var binaries = PostgresBinaries.bundled(PostgresBinaries.userCache());
        var postgres =
                EmbeddedPostgres.start(PostgresConfig.of(directory, binaries).withFirstPort(21432));
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 1 AS one");
        }
        Files.createFile(directory.resolve("up"));
        new CountDownLatch(1).await();
    }
}
