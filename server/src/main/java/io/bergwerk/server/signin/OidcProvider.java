package io.bergwerk.server.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import io.bergwerk.server.tenant.IdentityProvider;
import io.bergwerk.server.user.Identity;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An issuer that speaks OpenID Connect: code flow with PKCE, nonce and a check of the id token's signature.
final class OidcProvider implements SignInProvider {
    private static final Logger log = LoggerFactory.getLogger(OidcProvider.class);

    /// Signatures that only the issuer can make; nothing with a shared secret, and never `none`.
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Duration READING_HOLDS = Duration.ofHours(1);

    /// How old keys may be that do not fit a token; bounds how often they are read, whoever asks.
    private static final Duration KEYS_REST = Duration.ofSeconds(10);

    private static final String UNREADABLE =
            "Your provider says something of you that cannot be read. Ask the operator.";

    /// As OpenID Connect Core 1.0 bounds it (2); in any alphabet.
    private static final String SUBJECT = "[^\\p{Cc}\\p{Cs}]{1,255}";

    private final Settings settings;
    private final ProviderClient client;
    private final InstantSource clock;
    private final Reading<OidcMetadata> metadata;
    private final Reading<JWKSet> keys;

    /// How an issuer is used.
    ///
    /// @param issuerOf which issuer an id token has to name; it is not always the one of the description
    record Settings(
            String name,
            String words,
            IdentityProvider kind,
            URI issuer,
            String clientId,
            String clientSecret,
            IssuerRule issuerOf) {}

    /// Which issuer a token has to name.
    interface IssuerRule {
        String expected(OidcMetadata metadata, JWTClaimsSet claims) throws ParseException;
    }

    OidcProvider(Settings settings, ProviderClient client, InstantSource clock) {
        this.settings = settings;
        this.client = client;
        this.clock = clock;
        this.metadata = new Reading<>(clock);
        this.keys = new Reading<>(clock);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String words() {
        return settings.words();
    }

    @Override
    public URI authorization(SignInAttempt attempt, URI callback) throws SignInException {
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", settings.clientId());
        query.put("redirect_uri", callback.toString());
        query.put("scope", "openid profile email");
        query.put("state", attempt.state());
        query.put("nonce", attempt.nonce());
        query.put("code_challenge", attempt.challenge());
        query.put("code_challenge_method", "S256");
        return AuthorizationAddress.of(metadata().authorizationEndpoint(), query);
    }

    @Override
    public Identity identify(SignInAttempt attempt, URI callback, String code, Optional<String> issuer)
            throws SignInException {
        var known = metadata();
        requireIssuer(known, issuer);
        var tokens = client.post(known.tokenEndpoint(), credentials(known), form(known, attempt, callback, code));
        return identity(known, tokens, attempt);
    }

    /// Against answers that another provider made (RFC 9700, mix-up).
    private static void requireIssuer(OidcMetadata known, Optional<String> issuer) throws SignInException {
        if (issuer.isEmpty() ? known.sendsIssuer() : !issuer.get().equals(known.issuer())) {
            throw new SignInException("The answer came from another provider than the one asked. Try again.");
        }
    }

    private Map<String, String> credentials(OidcMetadata known) {
        if (!known.basicSecret()) {
            return Map.of();
        }
        var pair = ProviderClient.encode(settings.clientId()) + ":" + ProviderClient.encode(settings.clientSecret());
        return Map.of(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private Map<String, String> form(OidcMetadata known, SignInAttempt attempt, URI callback, String code) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", callback.toString());
        form.put("code_verifier", attempt.verifier());
        if (!known.basicSecret()) {
            form.put("client_id", settings.clientId());
            form.put("client_secret", settings.clientSecret());
        }
        return form;
    }

    private Identity identity(OidcMetadata known, JsonNode tokens, SignInAttempt attempt) throws SignInException {
        var token = tokens.path("id_token").asText("");
        var check = new IdTokenCheck(settings.clientId(), attempt.nonce(), clock.instant());
        var claims = check.verified(token, keys(known, READING_HOLDS));
        if (claims.isEmpty()) {
            claims = check.verified(token, keys(known, KEYS_REST)); // its keys may have changed
        }
        return identity(known, claims.orElseThrow(OidcProvider::unconfirmed));
    }

    private Identity identity(OidcMetadata known, JWTClaimsSet claims) throws SignInException {
        try {
            if (!settings.issuerOf().expected(known, claims).equals(claims.getIssuer())) {
                throw unconfirmed();
            }
            var email = Optional.ofNullable(claims.getStringClaim("email"));
            var name = Optional.ofNullable(claims.getStringClaim("preferred_username"))
                    .or(() -> email)
                    .orElse("");
            return new Identity(
                    settings.name(),
                    settings.kind(),
                    claims.getIssuer(),
                    subject(claims),
                    name.split("@", 2)[0],
                    Optional.ofNullable(claims.getStringClaim("name")).orElse(""),
                    email.filter(_ -> Boolean.TRUE.equals(claims.getClaim("email_verified"))),
                    Optional.ofNullable(claims.getStringClaim("picture")).orElse(""));
        } catch (ParseException e) {
            throw new SignInException(UNREADABLE, e);
        }
    }

    private static String subject(JWTClaimsSet claims) throws SignInException {
        var subject = claims.getSubject();
        if (!subject.matches(SUBJECT)) {
            log.atWarn().addKeyValue("length", subject.length()).log("the subject of an id token cannot be kept");
            throw new SignInException(UNREADABLE);
        }
        return subject;
    }

    private static SignInException unconfirmed() {
        return new SignInException("Your provider did not confirm who you are. Try again.");
    }

    private OidcMetadata metadata() throws SignInException {
        return metadata.notOlderThan(READING_HOLDS, this::readMetadata);
    }

    private OidcMetadata readMetadata() throws SignInException {
        var read = OidcMetadata.parse(client.get(OidcMetadata.wellKnown(settings.issuer()), Map.of()));
        if (!read.speaksFor(settings.issuer())) {
            throw new SignInException("Your provider calls itself %s, not %s. Ask the operator."
                    .formatted(read.issuer(), settings.issuer()));
        }
        return read;
    }

    private JWKSet keys(OidcMetadata known, Duration age) throws SignInException {
        return keys.notOlderThan(age, () -> readKeys(known));
    }

    private JWKSet readKeys(OidcMetadata known) throws SignInException {
        try {
            return JWKSet.parse(client.get(known.keys(), Map.of()).toString());
        } catch (ParseException e) {
            throw new SignInException("Your provider's keys cannot be read. Try again in a minute.", e);
        }
    }
}
