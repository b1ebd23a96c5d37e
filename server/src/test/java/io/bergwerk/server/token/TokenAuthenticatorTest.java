package io.bergwerk.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.api.PublicContract;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.RandomIds;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.project.ProjectService;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.server.tenant.IdentityProvider;
import io.bergwerk.server.tenant.TenantService;
import io.bergwerk.server.user.UserService;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is kept in memory is believed only while the line stands on which changes would be told.
class TokenAuthenticatorTest {
    private static final UserLogin ALICE = new UserLogin("alice@local");

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    final AtomicLong line = new AtomicLong(1);
    Tokens tokens;
    IssuedToken token;

    @BeforeEach
    void signIn() {
        tokens = tokens("https://api.bergwerk.test");
        var ids = new RandomIds(clock, new Random(1));
        var database = store.database();
        new UserService(
                        database,
                        new TenantService(database, TestApi.TENANTS, tokens.changes(), clock, ids),
                        new ProjectService(database, TestApi.PROJECTS, List.of(), tokens.changes(), clock, ids),
                        clock)
                .ensure(ALICE, IdentityProvider.OIDC, "Alice", "", true);
        token = tokens.service().signIn(ALICE);
        assertThat(authenticate(tokens)).isEqualTo(ALICE);
    }

    @Test
    void whileTheLineStandsNothingIsReadAgain() {
        revokeBehindOurBack();

        assertThat(authenticate(tokens)).isEqualTo(ALICE);
    }

    @Test
    void withoutALineEveryCallReadsTheDatabase() {
        revokeBehindOurBack();
        line.set(0);

        assertThatThrownBy(() -> authenticate(tokens)).hasMessageContaining("revoked");
    }

    @Test
    void aNewLineKnowsNothingOfWhatWasMissed() {
        revokeBehindOurBack();
        line.set(2);

        assertThatThrownBy(() -> authenticate(tokens)).hasMessageContaining("revoked");
    }

    @Test
    void aNotificationDropsWhatItNames() {
        revokeBehindOurBack();
        tokens.changes().notified("token " + token.token().id());

        assertThatThrownBy(() -> authenticate(tokens)).hasMessageContaining("revoked");
    }

    @Test
    void anAddressThatTheApiHadBeforeStaysAccepted() {
        assertThat(authenticate(tokens("https://cloud.bergwerk.test"))).isEqualTo(ALICE);
    }

    @Test
    void keysTakeOverInTimeAndOldOnesVouchUntilTheirTokensEnd() {
        var yearly = tokens.service()
                .issueForServer(ALICE, new NewToken("long", io.bergwerk.server.access.Grants.NONE, NewToken.MAX_LIFE));
        clock.advance(SigningKey.SIGNS_FOR.plusDays(1));

        var young = tokens.service().signIn(ALICE);

        assertThat(young.secret().split("\\.", -1)[0])
                .isNotEqualTo(token.secret().split("\\.", -1)[0]);
        clock.advance(Duration.ofDays(80));
        var restarted = tokens("https://api.bergwerk.test");
        assertThat(restarted
                        .authenticator()
                        .authenticate(yearly.secret())
                        .caller()
                        .user())
                .isEqualTo(ALICE);
        assertThatThrownBy(() -> restarted.authenticator().authenticate(young.secret()))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void theCacheIsBounded() {
        var cache = new RightsCache();
        var rights = tokens.authenticator().authenticate(token.secret());
        for (int i = 0; i < RightsCache.MAX_ENTRIES + 1000; i++) {
            cache.keep(TokenHash.of("token " + i), rights, 1, cache.changes());
        }

        assertThat(cache.size()).isLessThanOrEqualTo(RightsCache.MAX_ENTRIES);
    }

    @Test
    void whatWasReadBeforeAChangeIsNotKeptAfterIt() {
        var cache = new RightsCache();
        var rights = tokens.authenticator().authenticate(token.secret());
        var before = cache.changes();
        cache.clear();

        cache.keep(TokenHash.of("x"), rights, 1, before);

        assertThat(cache.find(TokenHash.of("x"), 1)).isEmpty();
    }

    private UserLogin authenticate(Tokens by) {
        return by.authenticator().authenticate(token.secret()).caller().user();
    }

    private void revokeBehindOurBack() {
        store.raw().execute("DELETE FROM token");
    }

    private Tokens tokens(String issuer) {
        return Tokens.of(
                store.database(),
                MethodTable.ofMethods(PublicContract.methods()),
                new Administrators(new TenantLogin("op@local")),
                issuer,
                line::get,
                clock,
                new RandomIds(clock, new Random(2)));
    }
}
