package io.bergwerk.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.OwnContract;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The limit as callers meet it (BEHAVIOUR F09), five calls in a minute.
class RateLimitTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestApi api;

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(
                store.database(), store.notifications(), clock, new RateLimitConfig(5, 5, 3), TestApi.URL));
    }

    @Test
    void theSixthCallInAMinuteIsRefusedAndSaysWhenToComeBack() {
        api.user("alice@local");
        api.user("bob@local");
        var alice = api.signIn("alice@local");
        var bob = api.signIn("bob@local");
        clock.advance(Duration.ofSeconds(20));
        assertFiveArePossible(alice);

        var refused = call(alice);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body().path("code").asText()).isEqualTo("resource_exhausted");
        assertThat(refused.message())
                .isEqualTo("rate limit: more than 5 calls in a minute with this token; try again in 40 s");
        assertFiveArePossible(bob);
        clock.advance(Duration.ofSeconds(40));
        assertFiveArePossible(alice);
    }

    @Test
    void anAdminTokenIsNeverRefused() {
        api.user("op@local");
        var admin = api.token(api.signIn("op@local"), ",\"admin_role\":\"ADMIN_ROLE_EDITOR\"");

        assertFiveArePossible(admin);
        assertFiveArePossible(admin);
    }

    @Test
    void callsWithoutATokenAreCountedByTheirAddressAndAnotherCallersTokenIsNotAffected() {
        for (var call = 0; call < 5; call++) {
            assertThat(callWithoutToken().status()).isEqualTo(200);
        }

        var refused = callWithoutToken();

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.message()).contains("this address without a token");
        api.user("alice@local");
        assertFiveArePossible(api.signIn("alice@local"));
    }

    @Test
    void whoTriesTokensIsCutShortAndNobodyElseAtThatAddress() {
        api.user("alice@local");
        for (var call = 0; call < 5; call++) {
            assertThat(call("a.bad.token").status()).isEqualTo(401);
        }

        assertThat(call("a.bad.token").status()).isEqualTo(429);
        assertThat(callWithoutToken().status()).isEqualTo(200);
        assertFiveArePossible(api.signIn("alice@local"));
    }

    @Test
    void whatIsCountedByUserIsThere() {
        assertThat(OwnContract.withPublicMethods().stream().map(MethodPolicy::pathOf))
                .containsAll(RateLimiter.SECRETS);
    }

    @Test
    void invitesAndTokensAreCountedByTheirUserWhateverTheToken() {
        var alice = Person.of(api, "alice@local");
        var bob = Person.of(api, "bob@local");
        var again = new Person(api, alice.login(), alice.project(), api.signIn("alice@local"));
        assertThat(accept(alice)).isEqualTo(404);
        assertThat(accept(again)).isEqualTo(404);
        alice.inviteToProject(alice.project(), "VIEWER");

        assertThat(accept(again)).isEqualTo(429);
        assertThat(api.call(alice.token(), "api.v1.TokenService/Create", "{\"description\": \"one more\"}")
                        .status())
                .isEqualTo(429);
        assertThat(accept(bob)).as("somebody else's").isEqualTo(404);
        assertThat(call(alice.token()).status()).as("other calls").isEqualTo(200);
    }

    private static int accept(Person person) {
        return person.project("InviteAccept", Person.secret("x".repeat(32))).status();
    }

    private void assertFiveArePossible(String token) {
        for (var call = 0; call < 5; call++) {
            assertThat(call(token).status()).isEqualTo(200);
        }
    }

    private TestApi.Answer call(String token) {
        return api.call(token, "api.v1.UserService/Get", "{}");
    }

    private TestApi.Answer callWithoutToken() {
        return api.call("", "api.v1.MethodService/List", "{}");
    }
}
