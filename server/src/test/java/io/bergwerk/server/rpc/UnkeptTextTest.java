package io.bergwerk.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No text gets as far as PostgreSQL that it refuses, or would keep as another one.
class UnkeptTextTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    TestApi api;
    Person alice;

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), SettableClock.atNoon()));
        alice = Person.of(api, "alice@local");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob\\u0000", "bob\\ud83d", "\\ude80bob"})
    void fieldsWithoutRulesAreToldSo(String member) {
        var answer = api.call(
                alice.token(),
                "api.v1.TenantService/RemoveMember",
                "{\"login\":\"alice@local\",\"memberId\":\"%s\"}".formatted(member));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.body().path("message").asText()).contains("member_id").contains("NUL");
    }

    @Test
    void aValueIsShownWithoutHalfOfItsLastCharacter() {
        var name = "x".repeat(76) + "\uD83D\uDE80".repeat(10);

        var answer = api.call(
                alice.token(),
                "api.v1.TenantService/Update",
                "{\"login\":\"alice@local\",\"name\":\"%s\"}".formatted(name));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.body().path("message").asText()).contains("x".repeat(76) + "...");
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
