package io.bergwerk.bench;

import io.bergwerk.postgres.EmbeddedPostgres;
import io.bergwerk.postgres.PostgresBinaries;
import io.bergwerk.postgres.PostgresConfig;
import java.util.Map;

/// The embedded PostgreSQL with the settings it always has, running before and after the server that uses it.
record Database(EmbeddedPostgres postgres) implements AutoCloseable {
    private static final int FIRST_PORT = 15_600;

    static Database start(Workbench bench) {
        var binaries = PostgresBinaries.bundled(PostgresBinaries.userCache());
        var config = PostgresConfig.of(bench.fresh("pg"), binaries).withFirstPort(FIRST_PORT);
        return bench.keep(new Database(EmbeddedPostgres.start(config)));
    }

    /// What a server needs to know to use it.
    Map<String, String> environment() {
        return Map.of(
                "BERGWERK_DATABASE_URL", postgres.jdbcUrl(),
                "BERGWERK_DATABASE_USER", postgres.user(),
                "BERGWERK_DATABASE_PASSWORD", postgres.password());
    }

    @Override
    public void close() {
        postgres.close();
    }
}
