package io.bergwerk.server.signin;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Server;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// An OpenID Connect issuer over HTTP that checks what clients send, and lies as a test wants it to.
final class TestIssuer implements AutoCloseable {
    static final String CLIENT = "bergwerk";
    static final String SECRET = "of the client/+";

    /// Making one takes a good part of a second; two issuers of one test have different ones.
    private static final List<RSAKey> KEYS = List.of(newKey(), newKey());

    private static final AtomicInteger MADE = new AtomicInteger();

    private final Server server;
    private final InstantSource clock;
    private final Map<String, QueryParams> codes = new ConcurrentHashMap<>();
    private volatile RSAKey key = KEYS.get(Math.floorMod(MADE.getAndIncrement(), KEYS.size()));

    /// What it makes of the claims before they are signed.
    volatile UnaryOperator<JWTClaimsSet.Builder> claims = it -> it;

    /// How it signs.
    volatile Function<JWTClaimsSet, String> signature = this::signed;

    /// What it answers in the place of tokens, if anything.
    volatile Optional<HttpResponse> instead = Optional.empty();

    volatile String issuer;
    volatile boolean checksChallenge = true;
    volatile boolean sendsIssuer;
    volatile String subject = "subject-1";

    TestIssuer(InstantSource clock) {
        this.clock = clock;
        server = Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .service("/.well-known/openid-configuration", (_, _) -> json(description()))
                .service("/keys", (_, _) -> json(new JWKSet(key.toPublicJWK()).toString()))
                .service("/authorize", (context, _) -> authorize(context.queryParams()))
                .service(
                        "/token",
                        (_, request) -> HttpResponse.of(request.aggregate().thenApply(this::token)))
                .build();
        server.start().join();
        issuer = address();
    }

    String address() {
        return "http://127.0.0.1:" + server.activeLocalPort();
    }

    SignInConfig.Issuer config(String name) {
        return new SignInConfig.Issuer(name, URI.create(address()), CLIENT, SECRET);
    }

    void rotate() {
        key = newKey();
    }

    private String description() {
        return """
                {"issuer": "%s", "authorization_endpoint": "%s/authorize", "token_endpoint": "%s/token",
                 "jwks_uri": "%s/keys", "authorization_response_iss_parameter_supported": %s}
                """.formatted(issuer, address(), address(), address(), sendsIssuer);
    }

    private HttpResponse authorize(QueryParams query) {
        var code = UUID.randomUUID().toString();
        codes.put(code, query);
        var back = "%s?code=%s&state=%s%s"
                .formatted(query.get("redirect_uri"), code, query.get("state"), sendsIssuer ? "&iss=" + issuer : "");
        return HttpResponse.of(ResponseHeaders.of(HttpStatus.FOUND, "location", back));
    }

    private HttpResponse token(AggregatedHttpRequest request) {
        if (instead.isPresent()) {
            return instead.get();
        }
        var form = QueryParams.fromQueryString(request.contentUtf8());
        var asked = codes.remove(form.get("code", ""));
        if (asked == null
                || !authorization().equals(request.headers().get("authorization"))
                || !asked.get("redirect_uri", "").equals(form.get("redirect_uri"))
                || (checksChallenge && !isOf(asked, form.get("code_verifier", "")))) {
            return HttpResponse.of(HttpStatus.BAD_REQUEST, MediaType.JSON, "{\"error\": \"invalid_grant\"}");
        }
        var made = claims.apply(new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .subject(subject)
                        .audience(CLIENT)
                        .claim("nonce", asked.get("nonce"))
                        .claim("preferred_username", "Alice")
                        .claim("name", "Alice Miner")
                        .claim("email", "alice@example.test")
                        .claim("email_verified", true)
                        .issueTime(Date.from(clock.instant()))
                        .expirationTime(Date.from(clock.instant().plusSeconds(300))))
                .build();
        return json("{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"id_token\": \"%s\"}"
                .formatted(signature.apply(made)));
    }

    private static boolean isOf(QueryParams asked, String verifier) {
        return "S256".equals(asked.get("code_challenge_method"))
                && challenge(verifier).equals(asked.get("code_challenge"));
    }

    private static String authorization() {
        var pair = ProviderClient.encode(CLIENT) + ":" + ProviderClient.encode(SECRET);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    String signed(JWTClaimsSet made) {
        return signedBy(key, made);
    }

    static String signedBy(RSAKey by, JWTClaimsSet made) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .keyID(by.getKeyID())
                    .build();
            var token = new SignedJWT(header, made);
            token.sign(new RSASSASigner(by));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /// Signed with the public key as if it was a shared secret.
    String confused(JWTClaimsSet made) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    made);
            token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String unsigned(JWTClaimsSet made) {
        return new PlainJWT(made).serialize();
    }

    static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String challenge(String verifier) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse json(String text) {
        return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.ofUtf8(text));
    }

    /// Answers nobody any more.
    void stop() {
        server.stop().join();
    }

    @Override
    public void close() {
        var _ = server.stop(); // which takes two seconds until all its threads are gone
    }
}
