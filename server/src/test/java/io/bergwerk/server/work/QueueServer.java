package io.bergwerk.server.work;

import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.DatabaseExtension;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;

/// One server of a test: its own pool, notifications and queue on the shared database.
record QueueServer(UUID id, Database database, WorkQueue queue) {
    static final WorkConfig CONFIG = new WorkConfig(
            16, Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofMillis(100));

    static QueueServer start(DatabaseExtension store) {
        return start(store, UUID.randomUUID(), CONFIG, WorkTime.ofDatabase());
    }

    static QueueServer start(DatabaseExtension store, UUID id, WorkConfig config, WorkTime time) {
        var database = store.open(Constraints.none());
        var notifications = store.notifications();
        var queue = new WorkQueue(id, database, notifications, config, time, WorkMetrics.NONE, new Random(7));
        return new QueueServer(id, database, store.closing(queue));
    }

    void wake(WorkKind<String> kind, String... keys) {
        database.useTransaction(tx -> {
            for (var key : keys) {
                queue.wakeups().add(tx, kind, key);
            }
        });
    }

    /// Rows of the queue, whoever holds them.
    int rows() {
        return database.withHandle(tx ->
                tx.createQuery("SELECT count(*) FROM work").mapTo(Integer.class).one());
    }

    <T> T column(String key, String column, Class<T> type) {
        return database.withHandle(tx -> tx.createQuery("SELECT " + column + " FROM work WHERE key = :key")
                .bind("key", key)
                .mapTo(type)
                .one());
    }
}
