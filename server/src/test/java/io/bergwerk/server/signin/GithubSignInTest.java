package io.bergwerk.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Server;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.server.user.SignUp;
import io.bergwerk.testing.SettableClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sign-in with a server that speaks as GitHub does.
class GithubSignInTest {
    private static final String EMAILS = """
            [{"email": "old@example.test", "primary": false, "verified": true},
             {"email": "john@example.test", "primary": true, "verified": true}]""";

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    private final Map<String, String> challenges = new ConcurrentHashMap<>();
    private volatile String user = """
            {"id": 4711, "login": "John", "name": "John Digger", "avatar_url": "https://example.test/j.png"}""";
    private volatile String emails = EMAILS;
    private TestApi api;

    @BeforeEach
    void start() {
        var github = Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .service("/login/oauth/authorize", (context, _) -> authorize(context.queryParams()))
                .service(
                        "/login/oauth/access_token",
                        (_, request) -> HttpResponse.of(request.aggregate().thenApply(this::token)))
                .service("/user", (_, request) -> asked(request, user))
                .service("/user/emails", (_, request) -> asked(request, emails))
                .build();
        github.start().join();
        store.closing((AutoCloseable) () -> {
            var _ = github.stop();
        });
        var address = URI.create("http://127.0.0.1:" + github.activeLocalPort());
        var config = new SignInConfig(
                SignUp.OPEN,
                new SignInConfig.Github("the-client", "the-secret", address, address),
                SignInConfig.DEFAULT.google(),
                SignInConfig.DEFAULT.azure(),
                List.of());
        api = store.closing(TestApi.start(store.database(), store.notifications(), SettableClock.atNoon(), config));
    }

    @Test
    void thePersonBecomesAUserOfTheirNameThere() {
        var end = new Browser(api).signIn("github");

        var seen = user(end);
        assertThat(seen.at("/login").asText()).isEqualTo("john@github");
        assertThat(seen.at("/name").asText()).isEqualTo("John Digger");
        assertThat(seen.at("/email").asText()).isEqualTo("john@example.test");
        assertThat(seen.at("/avatarUrl").asText()).isEqualTo("https://example.test/j.png");
        assertThat(seen.at("/oauthProvider").asText()).isEqualTo("O_AUTH_PROVIDER_GITHUB");
        assertThat(seen.at("/defaultProject/name").asText()).isEqualTo("john@github");
        var atConsole = new Browser(api).signInAtConsole("github");
        assertThat(atConsole.toString()).startsWith("https://console.bergwerk.test/login/auth?token=");
        assertThat(user(atConsole)).as("known again").isEqualTo(seen);
    }

    @Test
    void aNameThatWasTakenOverIsNotThePersonOfBefore() {
        new Browser(api).signIn("github");
        user = """
                {"id": 4712, "login": "john", "name": null, "avatar_url": ""}""";

        assertThat(user(new Browser(api).signIn("github")).at("/login").asText())
                .matches("john-[0-9a-f]{8}@github");
    }

    @Test
    void onlyAPrimaryAddressThatIsVerifiedIsTaken() {
        emails = EMAILS.replace("\"primary\": true, \"verified\": true", "\"primary\": true, \"verified\": false");

        assertThat(user(new Browser(api).signIn("github")).at("/email").asText())
                .isEmpty();
    }

    @Test
    void whatCannotBeReadSignsNobodyIn() {
        for (var rubbish : List.of("{}", "{\"id\": \"x\", \"login\": \"john\"}", "{\"id\": 1}", "[]", "<html>")) {
            user = rubbish;
            assertThat(new Browser(api).signIn("github").toString())
                    .as(rubbish)
                    .startsWith(Browser.CLIENT_TARGET + "?error=");
        }
    }

    @Test
    void aCodeThatGithubRefusesSignsNobodyIn() {
        var browser = new Browser(api);
        var callback = Browser.visit(browser.begin("github"));

        var end = browser.comeBack(URI.create(callback.toString().replaceAll("code=[^&]*", "code=stolen")));

        assertThat(end.toString()).startsWith(Browser.CLIENT_TARGET + "?error=");
    }

    private com.fasterxml.jackson.databind.JsonNode user(URI end) {
        return api.call(Browser.value(end, "token"), "api.v1.UserService/Get", "{}")
                .body()
                .path("user");
    }

    private HttpResponse authorize(QueryParams query) {
        assertThat(query.get("client_id")).isEqualTo("the-client");
        var code = UUID.randomUUID().toString();
        challenges.put(code, query.get("code_challenge", ""));
        var back = "%s?code=%s&state=%s".formatted(query.get("redirect_uri"), code, query.get("state"));
        return HttpResponse.of(ResponseHeaders.of(HttpStatus.FOUND, "location", back));
    }

    /// Says 200 when it refuses, as GitHub does.
    private HttpResponse token(AggregatedHttpRequest request) {
        var form = QueryParams.fromQueryString(request.contentUtf8());
        var challenge = challenges.remove(form.get("code", ""));
        var verified = challenge != null
                && new SignInAttempt("", "", "", "", form.get("code_verifier", ""), "", "")
                        .challenge()
                        .equals(challenge);
        return HttpResponse.of(
                HttpStatus.OK,
                MediaType.JSON,
                verified && "the-secret".equals(form.get("client_secret"))
                        ? "{\"access_token\": \"gho_1\", \"token_type\": \"bearer\"}"
                        : "{\"error\": \"bad_verification_code\"}");
    }

    private static HttpResponse asked(HttpRequest request, String answer) {
        return "Bearer gho_1".equals(request.headers().get("authorization"))
                ? HttpResponse.of(HttpStatus.OK, MediaType.JSON, answer)
                : HttpResponse.of(HttpStatus.UNAUTHORIZED);
    }
}
