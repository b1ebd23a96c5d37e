package io.bergwerk.server.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks id tokens (OpenID Connect Core 1.0, 3.1.3.7): signature, audience, authorised party, time and nonce. Its
/// caller checks whether the issuer is the right one.
///
/// @param nonce of the attempt: a token that was made for another sign-in is of no use
record IdTokenCheck(String clientId, String nonce, Instant now) {
    private static final Logger log = LoggerFactory.getLogger(IdTokenCheck.class);
    private static final Set<String> REQUIRED = Set.of("iss", "sub", "exp", "iat");

    /// Empty if the token is not good, for the log says why.
    Optional<JWTClaimsSet> verified(String token, JWKSet keys) {
        try {
            var claims = processor(keys).process(SignedJWT.parse(token), null);
            return Optional.of(claims).filter(this::isAuthorisedParty);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("an id token is not good");
            return Optional.empty();
        }
    }

    private DefaultJWTProcessor<SecurityContext> processor(JWKSet keys) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(OidcProvider.ALGORITHMS, new ImmutableJWKSet<>(keys)));
        var expected = new JWTClaimsSet.Builder().claim("nonce", nonce).build();
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(clientId, expected, REQUIRED) {
            @Override
            protected Date currentTime() {
                return Date.from(now);
            }
        });
        return processor;
    }

    private boolean isAuthorisedParty(JWTClaimsSet claims) {
        try {
            var party = Optional.ofNullable(claims.getStringClaim("azp"));
            return party.map(clientId::equals).orElse(claims.getAudience().size() == 1);
        } catch (ParseException e) {
            return false;
        }
    }
}
