package io.bergwerk.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.server.user.SignUp;
import io.bergwerk.testing.SettableClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sign-in with an OpenID Connect issuer, which may fail in every way.
class IssuerSignInTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestIssuer issuer;
    TestIssuer other;
    TestApi api;
    Browser browser;

    @BeforeEach
    void start() {
        issuer = store.closing(new TestIssuer(clock));
        other = store.closing(new TestIssuer(clock));
        api = start(SignUp.OPEN);
        browser = new Browser(api);
    }

    private TestApi start(SignUp signUp) {
        var config = new SignInConfig(
                signUp,
                SignInConfig.DEFAULT.github(),
                SignInConfig.DEFAULT.google(),
                SignInConfig.DEFAULT.azure(),
                List.of(issuer.config("mine"), other.config("other")));
        return store.closing(TestApi.start(store.database(), store.notifications(), clock, config));
    }

    @Test
    void aPersonComesInAndIsKnownAgain() {
        var end = browser.signIn("mine");

        assertThat(end.toString()).startsWith(Browser.CLIENT_TARGET + "?token=ey");
        var user = user(end);
        assertThat(user.at("/login").asText()).isEqualTo("alice@mine");
        assertThat(user.at("/name").asText()).isEqualTo("Alice Miner");
        assertThat(user.at("/email").asText()).isEqualTo("alice@example.test");
        assertThat(user.at("/oauthProvider").asText()).isEqualTo("O_AUTH_PROVIDER_OIDC");
        assertThat(user.at("/defaultProject/isDefaultProject").asBoolean()).isTrue();

        issuer.claims = it -> it.claim("preferred_username", "renamed").claim("email", "new@example.test");
        var again = user(new Browser(api).signIn("mine"));
        assertThat(again.at("/login").asText()).isEqualTo("alice@mine");
        assertThat(again.at("/email").asText()).isEqualTo("new@example.test");
        assertThat(again.path("projects")).hasSize(1);
    }

    @Test
    void thePageThatSignsInKnowsTheWays() {
        var ways = api.call("", "bergwerk.v1.SignInService/ListProviders", "{}").body();

        assertThat(ways.findValuesAsText("name")).containsExactly("mine", "other", "local");
    }

    @Test
    void whoSignsOutEverywhereIsSignedInNowhere() {
        var first = Browser.value(browser.signIn("mine"), "token");
        var second = Browser.value(new Browser(api).signIn("mine"), "token");
        var tool = api.token(first, "");
        var role = api.call(first, "bergwerk.v1.SignInService/MyAdminRole", "{}");
        assertThat(role.status()).isEqualTo(200);
        assertThat(role.body()).as("no administrator").isEmpty();

        var ended = api.call(first, "bergwerk.v1.SignInService/SignOutEverywhere", "{}");

        assertThat(ended.body().path("ended").asInt()).isEqualTo(2);
        assertThat(api.call(second, "api.v1.UserService/Get", "{}").status()).isEqualTo(401);
        assertThat(api.call(first, "api.v1.UserService/Get", "{}").status()).isEqualTo(401);
        assertThat(api.call(tool, "api.v1.UserService/Get", "{}").status()).isEqualTo(200);
    }

    @Test
    void somebodyElseOfTheSameNameIsSomebodyElse() {
        browser.signIn("mine");
        issuer.subject = "subject-2";

        var second = user(new Browser(api).signIn("mine"));
        var elsewhere = user(new Browser(api).signIn("other"));

        assertThat(second.at("/login").asText()).matches("alice-[0-9a-f]{8}@mine");
        assertThat(elsewhere.at("/login").asText()).isEqualTo("alice@other");
    }

    @Test
    void anAddressThatIsNotVerifiedIsNotTaken() {
        issuer.claims = it -> it.claim("email_verified", false);

        assertThat(user(browser.signIn("mine")).at("/email").asText()).isEmpty();
    }

    @Test
    void whatCannotBeKeptOrShownOfAPersonIsDropped() {
        issuer.claims = it -> it.claim("name", "A\0lice" + "x".repeat(63))
                .claim("preferred_username", "-\0" + "l".repeat(38) + "--and more")
                .claim("email", "alice\0@example.test")
                .claim("picture", "javascript:alert(1)");

        var user = user(browser.signIn("mine"));

        assertThat(user.at("/login").asText()).isEqualTo("l".repeat(38) + "@mine");
        assertThat(user.at("/name").asText()).isEqualTo("A lice" + "x".repeat(58));
        assertThat(user.at("/email").asText()).isEmpty();
        assertThat(user.at("/avatarUrl").asText()).isEmpty();
        issuer.claims = it -> it.claim("name", "Alice").claim("picture", "https://example.test/" + "p".repeat(2048));
        assertThat(user(new Browser(api).signIn("mine")).at("/avatarUrl").asText())
                .isEmpty();
    }

    @Test
    void aNameIsNeverCutWithinACharacter() {
        issuer.claims = it -> it.claim("name", "A" + "\uD83D\uDE80".repeat(40));

        assertThat(user(browser.signIn("mine")).at("/name").asText()).isEqualTo("A" + "\uD83D\uDE80".repeat(31));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\nb", ""})
    void aSubjectThatCannotBeKeptIsNobody(String subject) {
        issuer.subject = subject;

        assertThat(Browser.value(browser.signIn("mine"), "error")).startsWith("Your provider ");
    }

    @Test
    void whatCannotBeAnInviteIsNotKept() {
        for (var invite : List.of("x".repeat(4000), "%F0%9F%9A%80")) {
            assertThat(browser.open("/auth/mine?invite=" + invite).statusCode())
                    .as(invite)
                    .isEqualTo(303);
        }

        assertThat(invitesKept()).containsExactly("", "");
        browser.open("/auth/mine?invite=" + "x".repeat(32));
        assertThat(invitesKept()).contains("x".repeat(32));
    }

    @Test
    void withoutATargetTheConsoleGetsTheTokenAndTheCookieIsTheBrowsersAlone() {
        var sent = browser.open("/auth/mine");
        var cookie = sent.headers().firstValue("set-cookie").orElseThrow();

        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(cookie)
                .startsWith("__Host-bergwerk-sign-in=")
                .containsIgnoringCase("HttpOnly")
                .contains("Secure")
                .contains("SameSite=Lax")
                .contains("Path=/");
        var asked = Browser.query(Browser.location(sent));
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("redirect_uri", TestApi.URL + "/auth/mine/callback");
        assertThat(browser.comeBack(Browser.visit(Browser.location(sent))).toString())
                .startsWith("https://console.bergwerk.test/login/auth?token=ey");
    }

    @Test
    void twoTabsOfOneBrowserSignInAtOnce() {
        var first = Browser.visit(browser.begin("mine"));
        var second = Browser.visit(browser.begin("other"));

        assertThat(browser.comeBack(first).toString()).contains("token=");
        assertThat(browser.comeBack(second).toString()).contains("token=");
    }

    @Test
    void tenMinutesAreEnough() {
        var callback = Browser.visit(browser.begin("mine"));
        clock.advance(ProviderSignIn.HOLDS_FOR);

        assertStrange(browser, callback);
    }

    @Test
    void keysMayChange() {
        browser.signIn("mine");
        issuer.rotate();
        clock.advance(Duration.ofSeconds(11));

        assertThat(browser.signIn("mine").toString()).contains("token=");
    }

    @Test
    void anIssuerThatFailsIsSaidSoAndTriedAgain() {
        for (var rubbish : List.of(
                HttpResponse.of(HttpStatus.INTERNAL_SERVER_ERROR),
                HttpResponse.of(HttpStatus.OK, MediaType.JSON, "[]"),
                HttpResponse.of(HttpStatus.OK, MediaType.JSON, "<html>"),
                HttpResponse.of(HttpStatus.OK, MediaType.JSON, "{\"id_token\": 5}"),
                HttpResponse.of(HttpStatus.OK, MediaType.JSON, "x".repeat(2 << 20)),
                HttpResponse.of(HttpStatus.FOUND))) {
            issuer.instead = Optional.of(rubbish);
            assertRefused(browser.signIn("mine"));
        }
        issuer.instead = Optional.empty();
        assertThat(browser.signIn("mine").toString()).contains("token=");

        var begun = Browser.visit(browser.begin("mine"));
        issuer.stop();
        var end = browser.comeBack(begun);
        assertThat(Browser.query(end).get("error")).contains("does not answer");
        clock.advance(Duration.ofHours(2));
        assertThat(Browser.query(browser.begin("mine")).get("error")).contains("does not answer");
    }

    @Test
    void anIssuerThatCallsItselfOtherwiseIsNotUsed() {
        issuer.issuer = "https://login.example.test";

        assertThat(Browser.query(browser.begin("mine")).get("error")).contains("calls itself");
    }

    @Test
    void whoDeclinesIsNotSignedIn() {
        var state = Browser.value(browser.begin("mine"), "state");

        var end = browser.comeBack(URI.create(TestApi.URL + "/auth/mine/callback?error=access_denied&state=" + state));

        assertRefused(end);
    }

    @Test
    void onlyInvitedPeopleComeInIfTheOperatorWantsThat() {
        api = start(new SignUp(SignUp.By.INVITE, List.of()));
        var alice = Person.of(api, "boss@local");
        var secret = alice.inviteToTenant(alice.organisation(), "VIEWER");

        assertThat(Browser.query(new Browser(api).signIn("mine")).get("error")).contains("invite");
        assertThat(users()).isEqualTo(1);
        var invited = new Browser(api);
        var sent = invited.open("/auth/mine?redirect-url=https://console.bergwerk.test/organization-invite/" + secret);
        var end = invited.comeBack(Browser.visit(Browser.location(sent)));
        var token = Browser.value(end, "token");
        assertThat(api.call(token, "api.v1.TenantService/InviteAccept", Person.secret(secret))
                        .status())
                .as("the invite still holds")
                .isEqualTo(200);
        assertThat(new Browser(api).signIn("mine").toString()).as("known now").contains("token=");
    }

    @Test
    void onlyVerifiedAddressesOfADomainComeInIfTheOperatorWantsThat() {
        api = start(new SignUp(SignUp.By.DOMAIN, List.of("Example.test")));

        issuer.claims = it -> it.claim("email_verified", false);
        assertThat(Browser.query(new Browser(api).signIn("mine")).get("error")).contains("e-mail");
        issuer.claims = it -> it.claim("email", "alice@example.test.evil.test");
        assertRefused(new Browser(api).signIn("mine"));
        issuer.claims = it -> it;
        assertThat(new Browser(api).signIn("mine").toString()).contains("token=");
    }

    @Test
    void whoLeavesTheDomainIsSignedOutAtTheNextSignIn() {
        api = start(new SignUp(SignUp.By.DOMAIN, List.of("example.test")));
        var session = Browser.value(new Browser(api).signIn("mine"), "token");
        var tool = api.token(session, "");

        issuer.claims = it -> it.claim("email", "alice@elsewhere.test");
        var end = new Browser(api).signIn("mine");

        assertRefused(end);
        assertThat(Browser.query(end).get("error")).contains("no longer");
        assertThat(status(session)).as("the session of before").isEqualTo(401);
        assertThat(status(tool))
                .as("a tool, which its owner or an administrator ends")
                .isEqualTo(200);
        issuer.claims = it -> it;
        assertThat(status(Browser.value(new Browser(api).signIn("mine"), "token")))
                .as("back again")
                .isEqualTo(200);
    }

    @Test
    void whoWasHereBeforeADomainWasAskedForStays() {
        issuer.claims = it -> it.claim("email", "alice@elsewhere.test");
        assertThat(new Browser(api).signIn("mine").toString()).contains("token=");
        api = start(new SignUp(SignUp.By.DOMAIN, List.of("example.test")));

        assertThat(new Browser(api).signIn("mine").toString()).contains("token=");
    }

    private int status(String token) {
        return api.call(token, "api.v1.UserService/Get", "{}").status();
    }

    private com.fasterxml.jackson.databind.JsonNode user(URI end) {
        return api.call(Browser.value(end, "token"), "api.v1.UserService/Get", "{}")
                .body()
                .path("user");
    }

    private List<String> invitesKept() {
        return store.database()
                .withHandle(tx -> tx.createQuery("SELECT invite FROM sign_in_attempt")
                        .mapTo(String.class)
                        .list());
    }

    private int users() {
        return store.database()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM tenant WHERE personal")
                        .mapTo(Integer.class)
                        .one());
    }

    private static void assertStrange(Browser browser, URI callback) {
        var answer = browser.open(callback.getRawPath() + "?" + callback.getRawQuery());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("location")).isEmpty();
    }

    private static void assertRefused(URI end) {
        assertThat(end.toString()).startsWith(Browser.CLIENT_TARGET + "?error=").doesNotContain("token=");
    }
}
