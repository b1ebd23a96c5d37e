package io.bergwerk.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.bergwerk.api.PublicContract;
import io.bergwerk.server.access.MethodTable;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.server.token.Tokens;
import io.bergwerk.testing.SettableClock;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class SignInTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    @TempDir
    Path data;

    final SettableClock clock = SettableClock.atNoon();
    TestApi api;

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), clock));
        new FirstUser(api.users()).ensure();
    }

    @Test
    void aCodeEndsInATokenAtTheClientsOwnAddress() {
        var answer = api.get("/auth/local?redirect-url=http://127.0.0.1:39211/callback&code=" + code());

        assertThat(answer.statusCode()).isEqualTo(303);
        var location = answer.headers().firstValue("location").orElseThrow();
        assertThat(location).startsWith("http://127.0.0.1:39211/callback?token=ey");
        var token = location.substring(location.indexOf('=') + 1);
        var user = api.call(token, "api.v1.UserService/Get", "{}").body().path("user");
        assertThat(user.path("login").asText()).isEqualTo("admin@local");
        assertThat(user.path("oauthProvider").asText()).isEqualTo("O_AUTH_PROVIDER_OIDC");
        assertThat(user.path("defaultTenant").path("login").asText()).isEqualTo("admin@local");
        assertThat(user.path("defaultProject").path("isDefaultProject").asBoolean())
                .isTrue();
        assertThat(user.path("defaultProject").path("name").asText()).isEqualTo("admin@local");
    }

    @Test
    void withoutATargetTheConsoleGetsTheToken() {
        var location = api.get("/auth/local?code=" + code()).headers().firstValue("location");

        assertThat(location.orElseThrow()).startsWith("https://console.bergwerk.test/login/auth?token=ey");
    }

    @Test
    void aCodeHoldsOnce() {
        var code = code();
        api.get("/auth/local?code=" + code);

        var again = api.get("/auth/local?redirect-url=http://localhost:9/x&code=" + code);

        var location = again.headers().firstValue("location").orElseThrow();
        assertThat(location).startsWith("http://localhost:9/x?error=").doesNotContain("token=");
        assertThat(URLDecoder.decode(location, StandardCharsets.UTF_8)).contains("spent");
    }

    @Test
    void aCodeHoldsAQuarterOfAnHour() {
        var code = code();
        clock.advance(Duration.ofMinutes(15));

        assertThat(api.get("/auth/local?code=" + code).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "http://localhost.evil.example/",
                "http://127.0.0.1@evil.example/",
                "https://localhost/",
                "//evil.example/",
                "javascript:alert(1)",
                "http://console.bergwerk.test/",
                "http://localhost\\@evil.example/",
                "/relative"
            })
    void otherTargetsAreRefusedAndTheCodeStays(String target) {
        var code = code();
        var encoded = URLEncoder.encode(target, StandardCharsets.UTF_8);

        var answer = api.get("/auth/local?redirect-url=" + encoded + "&code=" + code);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("location")).isEmpty();
        assertThat(api.get("/auth/local?code=" + code).statusCode()).isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:9/x?a=b",
                "http://[::1]:9/x",
                "http://127.0.0.1/",
                "https://console.bergwerk.test:8443/here#there"
            })
    void theConsoleAndTheOwnMachineAreFine(String target) {
        var encoded = URLEncoder.encode(target, StandardCharsets.UTF_8);

        var answer = api.get("/auth/local?redirect-url=" + encoded + "&code=" + code());

        var location = answer.headers().firstValue("location").orElseThrow();
        assertThat(location).startsWith(target.replaceAll("#.*", "")).contains("token=ey");
    }

    @Test
    void unknownProvidersAreNotFound() {
        assertThat(api.get("/auth/nosuch").statusCode()).isEqualTo(404);
        assertThat(api.get("/auth/logout/nosuch").statusCode()).isEqualTo(404);
        assertThat(api.get("/auth/logout/local").statusCode()).isEqualTo(200);
        assertThat(api.get("/auth/local").body()).contains("name=\"code\"");
    }

    @Test
    void guessingIsCutShort() {
        var last = 0;
        for (int i = 0; i <= SignInRoutes.MAX_TRIES; i++) {
            last = api.get("/auth/local?code=00000-00000-00000-00000").statusCode();
        }

        assertThat(last).isEqualTo(429);
    }

    @Test
    void theFirstUserIsMadeOnce() {
        var before = new FirstUser(api.users()).ensure();

        assertThat(new FirstUser(api.users()).ensure()).isEqualTo(before);
    }

    @Test
    void theAdminTokenIsItsOwnersAloneAndRenewedInTime() throws Exception {
        var file = data.resolve("admin.token");
        ensureAdminToken(file, TestApi.URL);
        var first = Files.readString(file).strip();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(api.call(first, "api.v1.TokenService/Create", "{\"description\":\"made with it\"}")
                        .status())
                .isEqualTo(200);

        ensureAdminToken(file, TestApi.URL);
        assertThat(Files.readString(file).strip()).isEqualTo(first);

        clock.advance(Duration.ofDays(200));
        ensureAdminToken(file, TestApi.URL);
        var second = Files.readString(file).strip();
        assertThat(second).isNotEqualTo(first);
        assertThat(api.call(first, "api.v1.UserService/Get", "{}").status()).isEqualTo(401);
        assertThat(api.call(second, "api.v1.UserService/Get", "{}").status()).isEqualTo(200);

        Files.writeString(file, "garbage");
        ensureAdminToken(file, TestApi.URL);
        assertThat(Files.readString(file)).startsWith("ey");
    }

    @Test
    void neitherCodesNorTokensAreLogged() {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var usual = root.getLevel();
        root.setLevel(Level.INFO);
        root.addAppender(lines);
        try {
            var code = code();
            var location = api.get("/auth/local?code=" + code)
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            var token = location.substring(location.indexOf('=') + 1);
            api.call(token, "api.v1.TokenService/Create", "{\"description\":\"a test\"}");
            api.call(token + "x", "api.v1.TokenService/Create", "{}");

            // Below that the transport shows what it reads, request lines too; operators are not to run with it.
            var shown = lines.list.stream()
                    .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                    .toList();
            assertThat(shown)
                    .allSatisfy(line -> assertThat(text(line))
                            .doesNotContain(code)
                            .doesNotContain(code.replace("-", ""))
                            .doesNotContain("eyJ"));
        } finally {
            root.detachAppender(lines);
            root.setLevel(usual);
        }
    }

    private static String text(ILoggingEvent line) {
        return line.getFormattedMessage() + " " + line.getKeyValuePairs();
    }

    private String code() {
        return api.codes().create(new UserLogin("admin@local"));
    }

    private void ensureAdminToken(Path file, String url) {
        Tokens tokens = api.tokens();
        new AdminToken(
                        new SecretFile(file),
                        tokens.service(),
                        tokens.authenticator(),
                        MethodTable.ofMethods(PublicContract.methods()),
                        url,
                        clock)
                .ensure(new FirstUser(api.users()).ensure());
    }
}
