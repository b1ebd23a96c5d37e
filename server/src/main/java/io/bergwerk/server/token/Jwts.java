package io.bergwerk.server.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.Uuids;
import io.bergwerk.server.access.TokenType;
import io.bergwerk.server.access.UserLogin;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Writes tokens as signed JWTs, and reads them with distrust (RFC 8725): one algorithm, keys of ours, every
/// claim.
final class Jwts {
    private static final int MAX_LENGTH = 8192;
    private static final String TYPE_PREFIX = "TOKEN_TYPE_";
    /// Servers on one database may differ by so much in their clocks.
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private final SigningKeys keys;
    private final InstantSource clock;

    Jwts(SigningKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    String sign(Token token) {
        var key = keys.signing();
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.id().toString())
                .build();
        try {
            var jwt = new JWSObject(header, new Payload(claims(token)));
            jwt.sign(new RSASSASigner(key.privateKey()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a token cannot be signed", e);
        }
    }

    /// Written as they are, because the library's own set makes a single audience a text, and ours is a list.
    private static Map<String, Object> claims(Token token) {
        var issuedAt = token.issuedAt().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", token.issuer());
        claims.put("aud", List.of(token.issuer()));
        claims.put("sub", token.user().value());
        claims.put("jti", token.id().toString());
        claims.put("iat", issuedAt);
        claims.put("nbf", issuedAt);
        claims.put("exp", token.expiresAt().getEpochSecond());
        claims.put("type", TYPE_PREFIX + token.type());
        return claims;
    }

    /// @throws ApiException `UNAUTHENTICATED` if anything but the stored token itself is wrong with it
    Claims verify(String text) {
        if (text.length() > MAX_LENGTH) {
            throw refused("the token is longer than any of ours");
        }
        try {
            var jwt = SignedJWT.parse(text);
            requireSignature(jwt);
            return claims(jwt.getJWTClaimsSet());
        } catch (ParseException | JOSEException e) {
            throw refused("the token is no token of ours").withCause(e);
        }
    }

    private void requireSignature(SignedJWT jwt) throws JOSEException {
        var header = jwt.getHeader();
        var keyId = header.getKeyID();
        if (!JWSAlgorithm.RS256.equals(header.getAlgorithm()) || keyId == null || !Uuids.isUuid(keyId)) {
            throw refused("the token is no token of ours");
        }
        var key =
                keys.verifying(UUID.fromString(keyId)).orElseThrow(() -> refused("the token's signing key is unknown"));
        if (!jwt.verify(new RSASSAVerifier(key.publicKey()))) {
            throw refused("the token's signature does not hold");
        }
    }

    private Claims claims(JWTClaimsSet claims) throws ParseException {
        var id = claims.getJWTID();
        var user = claims.getSubject();
        var issuer = claims.getIssuer();
        var type = claims.getStringClaim("type");
        var expires = claims.getExpirationTime();
        var notBefore = claims.getNotBeforeTime();
        if (id == null || !Uuids.isUuid(id) || user == null || issuer == null || type == null || expires == null) {
            throw refused("the token lacks a claim");
        }
        if (notBefore == null || clock.instant().plus(CLOCK_SKEW).isBefore(notBefore.toInstant())) {
            throw refused("the token does not hold yet");
        }
        requireNotEnded(clock.instant(), expires.toInstant());
        if (!claims.getAudience().equals(List.of(issuer)) || !type.startsWith(TYPE_PREFIX)) {
            throw refused("the token is meant for somebody else");
        }
        return new Claims(UUID.fromString(id), new UserLogin(user), type(type), issuer, expires.toInstant());
    }

    /// @throws ApiException `UNAUTHENTICATED` from its end on
    static void requireNotEnded(Instant now, Instant expiresAt) {
        if (!now.isBefore(expiresAt)) {
            throw refused("the token has expired: sign in again, or make a new API token");
        }
    }

    static ApiException refused(String why) {
        return ApiException.of(ErrorCode.UNAUTHENTICATED, why);
    }

    private static TokenType type(String claim) {
        try {
            return TokenType.valueOf(claim.substring(TYPE_PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw refused("the token is of no known type").withCause(e);
        }
    }
}
