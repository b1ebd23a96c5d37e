package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// From a one-time link to a console token, and what is no token at all.
@ExtendWith(SharedInstallation.class)
class SignInTest {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    @Test
    void aCodeIsSpentOnce(Installation installation) {
        var signIn = new SignIn(installation);
        var code = SignIn.code(signIn.link("admin"));

        var first = signIn.spend(code);
        var second = signIn.spend(code);

        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(first.headers().firstValue("location").orElse(""))
                .startsWith(SignIn.CALLBACK)
                .contains("token=");
        assertThat(second.headers().firstValue("location").orElse("")).doesNotContain("token=");
    }

    @Test
    void onlyKnownPlacesAreRedirectedTo(Installation installation) {
        var signIn = new SignIn(installation);

        var evil = signIn.get("/auth/local?redirect-url=https://evil.example/");
        var own = signIn.get("/auth/local?redirect-url=http://localhost:9/x");

        assertThat(evil.statusCode()).isEqualTo(400);
        assertThat(evil.headers().firstValue("location")).isEmpty();
        assertThat(own.statusCode()).isIn(200, 303);
        assertThat(signIn.get("/auth/nosuch").statusCode()).isEqualTo(404);
    }

    @Test
    void withoutAConsoleAPlainPageSaysWhoIsSignedIn(Installation installation) {
        var link = installation
                .command("login-link")
                .succeeded()
                .strip()
                .lines()
                .toList()
                .getLast();
        var answer = SignIn.follow(java.net.URI.create(link));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("admin@local");
    }

    @Test
    void theOperatorMakesLocalPeopleOnce(Installation installation) {
        var link = installation.command("user", "add", "dora").succeeded().strip();
        assertThat(SignIn.follow(java.net.URI.create(link)).body()).contains("dora@local");

        assertThat(installation.command("user", "add", "dora").errors()).contains("login-link dora");
        assertThat(installation.command("login-link", "nobody").errors()).contains("user add nobody");
        assertThat(installation.command("user", "add", "Dora Miner").errors()).contains("a-z");
    }

    @Test
    void theFirstSignInMakesTheUserWithTenantAndProject(Installation installation) {
        var user = new SignIn(installation)
                .as("carol")
                .call("api.v1.UserService/Get", "{}")
                .ok()
                .path("user");

        assertThat(user.path("login").asText()).isEqualTo("carol@local");
        assertThat(user.at("/defaultTenant/login").asText()).isEqualTo("carol@local");
        assertThat(user.at("/defaultProject/isDefaultProject").asBoolean()).isTrue();
        assertThat(user.path("projects")).hasSize(1);
        assertThat(user.path("oauthProvider").asText()).isEqualTo("O_AUTH_PROVIDER_OIDC");
    }

    @Test
    void aConsoleTokenSaysWhoseItIsAndForHowLong(Installation installation) {
        var claims = claims(new SignIn(installation).as("admin").token());

        var url = installation.url().toString();
        assertThat(claims.path("iss").asText()).isEqualTo(url);
        assertThat(
                        claims.path("aud").isArray()
                                ? claims.at("/aud/0").asText()
                                : claims.path("aud").asText())
                .isEqualTo(url);
        assertThat(claims.path("sub").asText()).isEqualTo("admin@local");
        assertThat(claims.path("jti").asText()).matches("[0-9a-f-]{36}");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong())
                .isEqualTo(Duration.ofHours(8).toSeconds());
        assertThat(claims.path("type").asText()).isEqualTo("TOKEN_TYPE_CONSOLE");
    }

    @Test
    void aBadTokenIsRefusedOnPublicMethodsToo(Installation installation) throws Exception {
        var good = new SignIn(installation).as("admin").token().split("\\.", -1);
        var changed = good[0] + "." + good[1] + "." + (good[2].startsWith("A") ? "B" : "A") + good[2].substring(1);
        var unsigned = encode("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + good[1] + ".";
        var foreign = signedByAStranger(good[0], good[1]);

        for (var token : new String[] {changed, unsigned, foreign, "x", "a.b.c", good[0] + "." + good[1] + "."}) {
            for (var method : new String[] {"api.v1.VersionService/Get", "api.v1.ProjectService/List"}) {
                var answer = new Api(installation.url(), token).call(method, "{}");
                assertThat(answer.status()).as(method).isEqualTo(401);
                assertThat(answer.code()).isEqualTo("unauthenticated");
                assertThat(answer.message()).doesNotContain(token.length() > 5 ? token : "a.b.c");
            }
        }
    }

    private static String signedByAStranger(String header, String claims) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(generator.generateKeyPair().getPrivate());
        signature.update((header + "." + claims).getBytes(StandardCharsets.US_ASCII));
        return header + "." + claims + "." + BASE64.encodeToString(signature.sign());
    }

    private static String encode(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode claims(String token) {
        var bytes = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return Api.json(new String(bytes, StandardCharsets.UTF_8));
    }
}
