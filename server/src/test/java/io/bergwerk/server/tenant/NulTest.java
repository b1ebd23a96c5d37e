package io.bergwerk.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// No text with a NUL in it gets as far as PostgreSQL, which takes none.
class NulTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    TestApi api;
    Person alice;

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), SettableClock.atNoon()));
        alice = Person.of(api, "alice@local");
    }

    @Test
    void fieldsWithoutRulesAreToldSo() {
        var answer = api.call(
                alice.token(),
                "api.v1.TenantService/RemoveMember",
                "{\"login\":\"alice@local\",\"memberId\":\"bob\\u0000\"}");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.body().path("message").asText()).contains("member_id").contains("NUL");
    }

    @Test
    void aSubjectWithOneIsAsGoodAsNone() {
        var operator = Person.of(api, "op@local");
        var admin = api.token(operator.token(), ",\"admin_role\":\"ADMIN_ROLE_EDITOR\"");

        for (var token : new String[] {alice.token(), admin}) {
            var answer = api.call(token, "api.v1.TenantService/Get", "{\"login\":\"ore\\u0000\"}");
            var absent = api.call(token, "api.v1.TenantService/Get", "{\"login\":\"ore\"}");

            assertThat(answer.status()).as(answer.toString()).isEqualTo(absent.status());
        }
    }
}
