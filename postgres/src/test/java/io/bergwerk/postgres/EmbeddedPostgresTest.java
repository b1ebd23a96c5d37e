package io.bergwerk.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    Path directory;

    @Test
    void whatWasCommittedIsThereAfterARestart() throws Exception {
        var config = PostgresConfig.of(directory, PostgresBinaries.bundled(PostgresBinaries.userCache()));
        try (var postgres = EmbeddedPostgres.start(config);
                var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 1 AS one");
        }
        try (var postgres = EmbeddedPostgres.start(config);
                var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT one FROM kept")) {
            assertThat(rows.next()).isTrue();
        }
    }
}
