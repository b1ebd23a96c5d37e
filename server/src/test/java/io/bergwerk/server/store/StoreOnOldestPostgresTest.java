package io.bergwerk.server.store;

import org.junit.jupiter.api.extension.RegisterExtension;

class StoreOnOldestPostgresTest extends StoreContract {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.onOldest();

    @Override
    DatabaseExtension store() {
        return store;
    }
}
