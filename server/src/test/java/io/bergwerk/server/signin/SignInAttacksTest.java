package io.bergwerk.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.bergwerk.server.access.RateLimitConfig;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.server.user.SignUp;
import io.bergwerk.testing.SettableClock;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What attackers do to a sign-in (RFC 9700): each try is refused, nobody comes in, and the counts are printed.
class SignInAttacksTest {
    private static final int CRAFTED = 200;
    private static final Map<String, Integer> REFUSED = new TreeMap<>();

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    @RegisterExtension
    final DatabaseExtension otherStore = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestIssuer issuer;
    TestIssuer other;
    TestApi api;
    Browser browser;

    @BeforeEach
    void start() {
        issuer = store.closing(new TestIssuer(clock));
        other = store.closing(new TestIssuer(clock));
        var config = new SignInConfig(
                SignUp.OPEN,
                SignInConfig.DEFAULT.github(),
                SignInConfig.DEFAULT.google(),
                SignInConfig.DEFAULT.azure(),
                List.of(issuer.config("mine"), other.config("other")));
        api = store.closing(TestApi.start(store.database(), store.notifications(), clock, config));
        browser = new Browser(api);
    }

    @AfterAll
    static void print() {
        REFUSED.forEach((attack, times) -> System.out.printf("sign-in attack refused: %-40s %4d%n", attack, times));
        REFUSED.clear();
    }

    @Test
    void whoHasNotBegunDoesNotComeBack() {
        var attack = "forged return (CSRF)";
        var callback = Browser.visit(browser.begin("mine"));
        var stranger = new Browser(api);
        stranger.begin("mine");

        assertStrange(attack, stranger, callback);
        assertStrange(attack, new Browser(api), callback);
        assertStrange(attack, browser, with(callback, "state", SignInAttempt.draw(new SecureRandom())));
        assertStrange(attack, browser, with(callback, "state", "x"));
        assertStrange(attack, browser, with(callback, "state", ""));
        assertThat(browser.comeBack(callback).toString())
                .as("still the browser's own")
                .contains("token=");
    }

    @Test
    void aCodeOfAnotherSignInIsOfNoUse() {
        var victims = Browser.value(Browser.visit(new Browser(api).begin("mine")), "code");

        assertRefused("code injection", browser.comeBack(with(Browser.visit(browser.begin("mine")), "code", victims)));
        var ofOther = Browser.value(Browser.visit(browser.begin("other")), "code");
        assertRefused("code injection", browser.comeBack(with(Browser.visit(browser.begin("mine")), "code", ofOther)));
        assertRefused(
                "code injection", browser.comeBack(with(Browser.visit(browser.begin("mine")), "code", "made-up")));
        assertNobodyCameIn();
    }

    @Test
    void aCodeHoldsOnce() {
        var callback = Browser.visit(browser.begin("mine"));
        assertThat(browser.comeBack(callback).toString()).contains("token=");

        assertStrange("replayed code", browser, callback);
        var again = with(Browser.visit(browser.begin("mine")), "code", Browser.value(callback, "code"));
        assertRefused("replayed code", browser.comeBack(again));
    }

    @Test
    void anAnswerOfAnotherIssuerIsNotTaken() {
        issuer.sendsIssuer = true;
        var callback = Browser.visit(browser.begin("mine"));
        assertStrange(
                "mix-up of issuers", browser, URI.create(callback.toString().replace("/mine/", "/other/")));

        assertRefused("mix-up of issuers", browser.comeBack(with(callback, "iss", other.address())));
        var without = Browser.visit(browser.begin("mine"));
        assertRefused(
                "mix-up of issuers",
                browser.comeBack(URI.create(without.toString().replaceAll("&iss=[^&]*", ""))));
        assertThat(browser.signIn("mine").toString()).contains("token=");
    }

    @Test
    void whoTakesTheChallengeAwayGetsNoFurther() {
        var plain = with(browser.begin("mine"), "code_challenge_method", "plain");
        assertRefused("downgraded PKCE", browser.comeBack(Browser.visit(with(plain, "code_challenge", "known"))));
        var without = browser.begin("mine").toString().replaceAll("&?code_challenge(_method)?=[^&]*", "");
        assertRefused("downgraded PKCE", browser.comeBack(Browser.visit(URI.create(without))));
        // even with an issuer that does not look, the id token is not for this sign-in
        issuer.checksChallenge = false;
        var victims = Browser.value(Browser.visit(new Browser(api).begin("mine")), "code");
        assertRefused("downgraded PKCE", browser.comeBack(with(Browser.visit(browser.begin("mine")), "code", victims)));
        assertNobodyCameIn();
    }

    @Test
    void tokensThatWereForgedOrMadeForOthersAreRefused() {
        var forged = "forged id token";
        assertRefusedWith("id token for somebody else (aud)", it -> it.audience("somebody-else"));
        assertRefusedWith(
                "id token for somebody else (aud)", it -> it.audience(List.of(TestIssuer.CLIENT, "somebody-else")));
        assertRefusedWith("id token for somebody else (aud)", it -> it.claim("azp", "somebody-else"));
        assertRefusedWith("id token for somebody else (aud)", it -> it.audience(List.of()));
        assertRefusedWith("id token of another issuer", it -> it.issuer(other.address()));
        assertRefusedWith("id token of another issuer", it -> it.issuer(issuer.address() + "/"));
        assertRefusedWith("id token of another sign-in (nonce)", it -> it.claim("nonce", "another"));
        assertRefusedWith("id token of another sign-in (nonce)", it -> it.claim("nonce", null));
        assertRefusedWith(forged, it -> it.subject(null));
        assertRefusedWith("id token out of its time", it -> it.expirationTime(null));
        assertRefusedWith(
                "id token out of its time",
                it -> it.expirationTime(Date.from(clock.instant().minusSeconds(120))));
        assertRefusedWith(
                "id token out of its time",
                it -> it.notBeforeTime(Date.from(clock.instant().plusSeconds(120))));
        issuer.claims = it -> it;

        issuer.signature = made -> TestIssuer.signedBy(TestIssuer.newKey(), made);
        assertRefused(forged, browser.signIn("mine"));
        issuer.signature = other::signed;
        assertRefused(forged, browser.signIn("mine"));
        issuer.signature = this::withoutSignature;
        assertRefused(forged, browser.signIn("mine"));
        issuer.signature = issuer::confused;
        assertRefused("key confusion (HS256 by the public key)", browser.signIn("mine"));
        issuer.signature = TestIssuer::unsigned;
        assertRefused("alg none", browser.signIn("mine"));
        assertNobodyCameIn();
    }

    @Test
    void aTokenOfAnotherInstallationIsNotTaken() {
        var elsewhere = otherStore.closing(TestApi.start(
                otherStore.database(), otherStore.notifications(), clock, RateLimitConfig.NONE, TestApi.URL));
        elsewhere.user("alice@local");
        var console = elsewhere.signIn("alice@local");
        var tool = elsewhere.token(console, "");

        for (var token : List.of(console, tool)) {
            assertThat(elsewhere.call(token, "api.v1.UserService/Get", "{}").status())
                    .isEqualTo(200);
            for (var method : List.of("api.v1.UserService/Get", "api.v1.VersionService/Get")) {
                assertThat(api.call(token, method, "{}").status()).isEqualTo(401);
                count("token of another installation");
            }
        }
    }

    @Test
    void noTokenIsSentToCraftedTargets() {
        var targets = CraftedTargets.all();
        assertThat(targets).hasSizeGreaterThanOrEqualTo(CRAFTED);
        for (var target : targets) {
            for (var way : List.of("/auth/mine?", "/auth/local?code=x&")) {
                var answer = browser.open(way + "redirect-url=" + URLEncoder.encode(target, StandardCharsets.UTF_8));
                assertThat(answer.statusCode()).as(target).isEqualTo(400);
                assertThat(answer.headers().firstValue("location")).as(target).isEmpty();
                assertThat(answer.body()).as(target).doesNotContain("evil.test");
                count("open redirect");
            }
        }
    }

    private String withoutSignature(JWTClaimsSet made) {
        var token = issuer.signed(made);
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    private void assertRefusedWith(String attack, UnaryOperator<JWTClaimsSet.Builder> claims) {
        clock.advance(Duration.ofMinutes(1)); // a browser may begin so many times in a minute only
        issuer.claims = claims;
        assertRefused(attack, browser.signIn("mine"));
    }

    private void assertNobodyCameIn() {
        var users = store.database()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM tenant WHERE personal")
                        .mapTo(Integer.class)
                        .one());
        assertThat(users).as("people").isZero();
    }

    private static void assertStrange(String attack, Browser browser, URI callback) {
        var answer = browser.open(callback.getRawPath() + "?" + callback.getRawQuery());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("location")).isEmpty();
        count(attack);
    }

    private static void assertRefused(String attack, URI end) {
        assertThat(end.toString()).startsWith(Browser.CLIENT_TARGET + "?error=").doesNotContain("token=");
        count(attack);
    }

    private static void count(String attack) {
        REFUSED.merge(attack, 1, Integer::sum);
    }

    private static URI with(URI uri, String name, String value) {
        var query = new LinkedHashMap<>(Browser.query(uri));
        query.put(name, value);
        return AuthorizationAddress.of(URI.create(uri.toString().split("\\?", 2)[0]), Map.copyOf(query));
    }
}
