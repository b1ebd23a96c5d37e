package io.bergwerk.server.work;

import io.bergwerk.server.store.DatabaseExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkQueueOnOldestPostgresTest extends WorkQueueContract {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.onOldest();

    @Override
    DatabaseExtension store() {
        return store;
    }
}
