package io.bergwerk.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.common.ApiException;
import io.bergwerk.postgres.EmbeddedPostgres;
import io.bergwerk.postgres.PostgresBinaries;
import io.bergwerk.postgres.PostgresConfig;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.store.StoreConfig;
import io.bergwerk.testing.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The whole store on a database that is killed while it is used.
class PostgresDeathTest {
    private static final WorkKind<String> THING = WorkKind.ofNames("thing");
    private static final int KILLS = 3;

    @TempDir
    Path directory;

    @RegisterExtension
    final LogLines log = LogLines.of("io.bergwerk.server");

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> passed = ConcurrentHashMap.newKeySet();

    @Test
    void noAcknowledgedWriteIsLostAndEveryWakeUpLeadsToAPass() throws Exception {
        var binaries = PostgresBinaries.bundled(PostgresBinaries.userCache());
        try (var postgres = EmbeddedPostgres.start(
                        PostgresConfig.of(directory, binaries).withFirstPort(22432));
                var database = Database.open(config(postgres), Constraints.none());
                var notifications = Notifications.start(config(postgres), new Random(1));
                var queue = new WorkQueue(
                        UUID.randomUUID(),
                        database,
                        notifications,
                        QueueServer.CONFIG,
                        WorkTime.ofDatabase(),
                        WorkMetrics.NONE,
                        new Random(2))) {
            database.useTransaction(tx -> tx.execute("CREATE TABLE thing (name text PRIMARY KEY)"));
            queue.serve(
                    THING,
                    key -> {
                        passed.add(key);
                        return Outcome.settled();
                    },
                    4);
            var stopped = new AtomicBoolean();
            var writer = Thread.ofVirtual().start(() -> write(database, queue.wakeups(), stopped));

            for (var kill = 0; kill < KILLS; kill++) {
                var written = acknowledged.size();
                Eventually.until("writes get through", () -> acknowledged.size() > written + 20);
                kill(postgres.pid());
            }
            var written = acknowledged.size();
            Eventually.until("writes get through again", () -> acknowledged.size() > written + 20);
            stopped.set(true);
            writer.join();

            var kept = database.withHandle(tx ->
                    tx.createQuery("SELECT name FROM thing").mapTo(String.class).set());
            assertThat(kept).containsAll(acknowledged);
            Eventually.until("all have had a pass", () -> passed.containsAll(kept));
            Eventually.until(
                    "no row is left",
                    () -> database.withHandle(tx -> tx.createQuery("SELECT count(*) FROM work")
                                    .mapTo(Integer.class)
                                    .one())
                            == 0);
            Eventually.until("they are said to be back", () -> {
                database.withHandle(tx -> tx.execute("SELECT 1"));
                return log.count("the database is back") == log.count("the database is away")
                        && log.count("notifications are back") == log.count("notifications are away");
            });
        }
        assertThat(log.count("the database is away")).isBetween(1, KILLS);
        assertThat(log.count("notifications are away")).isBetween(1, KILLS);
        assertThat(log.warnings())
                .filteredOn(line -> !line.contains(" away") && !line.startsWith("lease lost"))
                .isEmpty();
        assertThat(log.stackTraces()).isEmpty();
    }

    private void write(Database database, Wakeups wakeups, AtomicBoolean stopped) {
        for (var n = 0; !stopped.get(); n++) {
            var name = "thing-" + n;
            try {
                database.useTransaction(tx -> {
                    tx.execute("INSERT INTO thing VALUES (?)", name);
                    wakeups.add(tx, THING, name);
                });
                acknowledged.add(name);
            } catch (ApiException | JdbiException e) {
                // Not acknowledged: it may be kept or not.
                Thread.onSpinWait();
            }
        }
    }

    private static StoreConfig config(EmbeddedPostgres postgres) {
        var config = StoreConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
        return new StoreConfig(
                config.url(),
                config.user(),
                config.password(),
                8,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    private static void kill(long pid) throws Exception {
        new ProcessBuilder("sh", "-c", "kill -9 " + pid).start().waitFor(10, TimeUnit.SECONDS);
    }
}
