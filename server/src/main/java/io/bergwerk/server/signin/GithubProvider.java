package io.bergwerk.server.signin;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.server.tenant.IdentityProvider;
import io.bergwerk.server.user.Identity;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// GitHub, which speaks OAuth 2 and has no id tokens: who signed in is asked with the access token, which is then
/// forgotten.
final class GithubProvider implements SignInProvider {
    private static final String NAME = "github";

    private final SignInConfig.Github config;
    private final ProviderClient client;

    GithubProvider(SignInConfig.Github config, ProviderClient client) {
        this.config = config;
        this.client = client;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String words() {
        return "GitHub";
    }

    @Override
    public URI authorization(SignInAttempt attempt, URI callback) {
        var query = new LinkedHashMap<String, String>();
        query.put("client_id", config.clientId());
        query.put("redirect_uri", callback.toString());
        query.put("scope", "read:user user:email");
        query.put("state", attempt.state());
        query.put("code_challenge", attempt.challenge());
        query.put("code_challenge_method", "S256");
        return AuthorizationAddress.of(config.page().resolve("/login/oauth/authorize"), query);
    }

    @Override
    public Identity identify(SignInAttempt attempt, URI callback, String code, Optional<String> issuer)
            throws SignInException {
        var token = accessToken(attempt, callback, code);
        var headers = Map.of("Authorization", "Bearer " + token, "X-GitHub-Api-Version", "2022-11-28");
        var user = client.get(config.api().resolve("/user"), headers);
        var emails = client.get(config.api().resolve("/user/emails?per_page=100"), headers);
        return identity(user, emails);
    }

    private String accessToken(SignInAttempt attempt, URI callback, String code) throws SignInException {
        var form = Map.of(
                "client_id", config.clientId(),
                "client_secret", config.clientSecret(),
                "code", code,
                "redirect_uri", callback.toString(),
                "code_verifier", attempt.verifier());
        var answer = client.post(config.page().resolve("/login/oauth/access_token"), Map.of(), form);
        var token = answer.path("access_token").asText("");
        if (!token.matches("[!-~]{1,1000}")) { // GitHub says 200 when it refuses
            throw new SignInException("GitHub did not confirm who you are. Try again.");
        }
        return token;
    }

    private Identity identity(JsonNode user, JsonNode emails) throws SignInException {
        var id = user.path("id");
        var login = user.path("login").asText("");
        if (!id.isIntegralNumber() || login.isEmpty()) {
            throw new SignInException("GitHub did not say who you are. Try again.");
        }
        return new Identity(
                NAME,
                IdentityProvider.GITHUB,
                config.page().toString(),
                id.asText(),
                login,
                user.path("name").asText(""),
                primary(emails),
                user.path("avatar_url").asText(""));
    }

    private static Optional<String> primary(JsonNode emails) {
        return emails.valueStream()
                .filter(email -> email.path("primary").asBoolean()
                        && email.path("verified").asBoolean())
                .map(email -> email.path("email").asText(""))
                .filter(email -> !email.isEmpty())
                .findFirst();
    }
}
