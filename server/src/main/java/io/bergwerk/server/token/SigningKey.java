package io.bergwerk.server.token;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// A key pair that signs tokens.
///
/// @param id the `kid` in the header of what it signs
/// @param signsUntil when a younger key has to take over
/// @param goneAt when the last token that it signed has ended
record SigningKey(
        UUID id,
        RSAPrivateKey privateKey,
        RSAPublicKey publicKey,
        Instant createdAt,
        Instant signsUntil,
        Instant goneAt) {
    /// With tokens of at most 365 days, the last one that a key signed ends 90 days before the key does.
    static final Duration SIGNS_FOR = Duration.ofDays(275);

    static final Duration KEPT_FOR = Duration.ofDays(730);
    private static final int BITS = 2048;

    static SigningKey generate(UUID id, Instant now) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            var pair = generator.generateKeyPair();
            return new SigningKey(
                    id,
                    (RSAPrivateKey) pair.getPrivate(),
                    (RSAPublicKey) pair.getPublic(),
                    now,
                    now.plus(SIGNS_FOR),
                    now.plus(KEPT_FOR));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA is part of every JDK", e);
        }
    }

    static RSAPrivateKey privateKey(byte[] pkcs8) {
        try {
            return (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signing key cannot be read", e);
        }
    }

    static RSAPublicKey publicKey(byte[] spki) {
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signing key cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[id=%s, signsUntil=%s, goneAt=%s]".formatted(id, signsUntil, goneAt);
    }
}
