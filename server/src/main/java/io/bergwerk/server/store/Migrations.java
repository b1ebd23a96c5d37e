package io.bergwerk.server.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;

/// Numbered SQL files under `db/migration`, applied once each and in order; several servers may start at once.
final class Migrations {
    private Migrations() {}

    /// @throws StoreException if a newer release has been at work here, or a migration fails
    static void run(DataSource source) {
        if (OwnMigrations.areApplied(source)) {
            return;
        }
        var flyway = Flyway.configure()
                .dataSource(source)
                .locations("classpath:" + OwnMigrations.FOLDER)
                .table("schema_history")
                .validateMigrationNaming(true)
                .connectRetries(3)
                .load();
        try {
            requireKnown(flyway);
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    "the database schema can't be brought up to date; nothing of the failed step was kept", e);
        }
    }

    private static void requireKnown(Flyway flyway) {
        for (var migration : flyway.info().all()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new StoreException(
                        "the database was written by a newer release (it has schema version %s, this release knows less):"
                                        .formatted(migration.getVersion())
                                + " start that release or a later one; nothing was changed",
                        null);
            }
        }
    }
}
