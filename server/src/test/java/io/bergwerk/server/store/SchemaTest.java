package io.bergwerk.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.testing.GoldenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    @RegisterExtension
    final DatabaseExtension oldest = DatabaseExtension.onOldest();

    @Test
    void theMigrationsAddUpToTheGoldenSchema() {
        GoldenFile.of("schema.sql").matches(store.database().withHandle(SchemaDump::of));
    }

    @Test
    void theSchemaIsTheSameOnTheOldestPostgresThatWeSupport() {
        var schema = oldest.database().withHandle(SchemaDump::of);

        assertThat(schema).isEqualTo(store.database().withHandle(SchemaDump::of));
    }

    @Test
    void everyConstraintAndIndexHasANameOfOurs() {
        var unnamed = store.database()
                .withHandle(tx -> tx.createQuery("""
                SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
                WHERE c.connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c')
                    AND t.relname <> 'schema_history' AND conname ~ '_(pkey|key|fkey|check)[0-9]*$'
                """).mapTo(String.class).list());

        assertThat(unnamed).isEmpty();
    }

    @Test
    void dataOfANewerReleaseIsRefusedAndLeftAlone() {
        store.raw().execute("""
                INSERT INTO schema_history (installed_rank, version, description, type, script, checksum,
                    installed_by, execution_time, success)
                VALUES (9000, '9000', 'from the future', 'SQL', 'V9000__from_the_future.sql', 1, 'x', 1, true)
                """);

        assertThatThrownBy(() -> Database.open(store.config(), Constraints.none()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer release")
                .hasMessageContaining("9000");
    }
}
