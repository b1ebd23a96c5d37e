package io.bergwerk.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.server.user.SignUp;
import java.net.InetAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sign-in with an OpenID Connect server that is not ours.
class RealIssuerSignInTest {
    private static final String CLIENT = "bergwerk";

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    private final MockOAuth2Server issuer = new MockOAuth2Server();
    private TestApi api;

    @BeforeEach
    void start() {
        issuer.start(InetAddress.getLoopbackAddress(), 0);
        var address = URI.create(issuer.issuerUrl("people").toString());
        var config = new SignInConfig(
                SignUp.OPEN,
                SignInConfig.DEFAULT.github(),
                SignInConfig.DEFAULT.google(),
                SignInConfig.DEFAULT.azure(),
                List.of(new SignInConfig.Issuer("people", address, CLIENT, "secret")));
        api = store.closing(TestApi.start(store.database(), store.notifications(), InstantSource.system(), config));
    }

    @AfterEach
    void stop() {
        issuer.shutdown();
    }

    @Test
    void aPersonSignsInWithTheCommandLineAndIsKnownAtTheConsole() {
        for (var atConsole : List.of(false, true)) {
            issuer.enqueueCallback(new DefaultOAuth2TokenCallback(
                    "people",
                    "subject-1",
                    "JWT",
                    List.of(CLIENT),
                    Map.of("preferred_username", "carol", "email", "carol@example.test", "email_verified", true)));

            var browser = new Browser(api);
            var end = atConsole ? browser.signInAtConsole("people") : browser.signIn("people");

            assertThat(end.toString())
                    .startsWith(atConsole ? "https://console.bergwerk.test/login/auth?token=" : Browser.CLIENT_TARGET);
            var token = Browser.value(end, "token");
            var user = api.call(token, "api.v1.UserService/Get", "{}").body().path("user");
            assertThat(user.path("login").asText()).isEqualTo("carol@people");
            assertThat(user.path("email").asText()).isEqualTo("carol@example.test");
        }
    }
}
