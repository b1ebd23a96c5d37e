package io.bergwerk.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnMigrationsTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    @Test
    void whatFlywayHasAppliedIsKnownAgain() {
        assertThat(OwnMigrations.areApplied(store.database().dataSource())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM schema_history WHERE version = '0007'",
                "UPDATE schema_history SET checksum = checksum + 1 WHERE version = '0003'",
                "UPDATE schema_history SET script = 'V0003__other.sql' WHERE version = '0003'",
                "UPDATE schema_history SET success = false WHERE version = '0007'",
                "DROP TABLE schema_history",
                """
                INSERT INTO schema_history (installed_rank, version, description, type, script, checksum,
                    installed_by, execution_time, success)
                VALUES (9000, '9000', 'of a newer release', 'SQL', 'V9000__newer.sql', 1, 'x', 1, true)
                """
            })
    void anyOtherHistoryIsLeftToFlyway(String change) {
        var source = store.database().dataSource();

        store.raw().execute(change);

        assertThat(OwnMigrations.areApplied(source)).isFalse();
    }
}
