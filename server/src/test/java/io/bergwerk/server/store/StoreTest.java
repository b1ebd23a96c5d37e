package io.bergwerk.server.store;

import org.junit.jupiter.api.extension.RegisterExtension;

class StoreTest extends StoreContract {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    @Override
    DatabaseExtension store() {
        return store;
    }
}
