package io.bergwerk.server.start;

import io.bergwerk.postgres.EmbeddedPostgres;
import io.bergwerk.postgres.PostgresBinaries;
import io.bergwerk.postgres.PostgresConfig;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.store.StoreConfig;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// PostgreSQL, embedded or external, and what reads it.
final class Storage implements AutoCloseable {
    private final Optional<EmbeddedPostgres> embedded;
    private final Database database;
    private final Notifications notifications;

    private Storage(Optional<EmbeddedPostgres> embedded, Database database, Notifications notifications) {
        this.embedded = embedded;
        this.database = database;
        this.notifications = notifications;
    }

    static Storage open(DatabaseConfig config, DataDirectory data, Constraints constraints, RandomGenerator random) {
        var embedded = config.url().isPresent()
                ? Optional.<EmbeddedPostgres>empty()
                : Optional.of(EmbeddedPostgres.start(postgres(config, data)));
        try {
            var store = store(config, embedded);
            var database = Database.open(store, constraints);
            return new Storage(embedded, database, Notifications.start(store, random));
        } catch (RuntimeException e) {
            embedded.ifPresent(EmbeddedPostgres::stop);
            throw e;
        }
    }

    /// How to reach the database of a running installation.
    static StoreConfig store(DatabaseConfig config, Optional<EmbeddedPostgres> embedded) {
        var base = embedded.map(own -> StoreConfig.of(own.jdbcUrl(), own.user(), own.password()))
                .orElseGet(() -> StoreConfig.of(config.url().orElseThrow(), config.user(), config.password()));
        return new StoreConfig(
                base.url(),
                base.user(),
                base.password(),
                config.connections(),
                base.connectTimeout(),
                base.statementTimeout(),
                base.lockTimeout());
    }

    private static PostgresConfig postgres(DatabaseConfig config, DataDirectory data) {
        var base = PostgresConfig.of(data.postgres(), PostgresBinaries.bundled(PostgresBinaries.userCache()))
                .withFirstPort(config.embeddedPort());
        return config.embeddedUser().map(base::withRunAs).orElse(base);
    }

    Database database() {
        return database;
    }

    Notifications notifications() {
        return notifications;
    }

    /// Why the embedded server is down, in words for an operator; empty while it runs or if it is not ours.
    Optional<String> problem() {
        return embedded.flatMap(EmbeddedPostgres::problem);
    }

    /// What a line of the start says about it.
    String summary() {
        return embedded.map(own -> "embedded, port %d on loopback".formatted(own.port()))
                .orElse("external");
    }

    @Override
    public void close() {
        notifications.close();
        database.close();
        embedded.ifPresent(EmbeddedPostgres::stop);
    }
}
