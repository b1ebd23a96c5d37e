package io.bergwerk.server.work;

import io.bergwerk.server.store.DatabaseExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkQueueTest extends WorkQueueContract {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    @Override
    DatabaseExtension store() {
        return store;
    }
}
