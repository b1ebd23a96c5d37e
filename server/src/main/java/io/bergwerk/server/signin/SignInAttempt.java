package io.bergwerk.server.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// A sign-in that a browser has begun at a provider.
///
/// @param state what the provider hands back, so that nobody else's answer is taken for this one's
/// @param browser secret of the browser's cookie: the one who comes back is the one who left
/// @param nonce what the provider signs
/// @param verifier of RFC 7636: the code is of use to nobody else
/// @param redirect where to go after; empty for the console
/// @param invite secret with which somebody unknown may come in; may be empty
record SignInAttempt(
        String provider, String state, String browser, String nonce, String verifier, String redirect, String invite) {
    private static final int SECRET_BYTES = 32;

    static SignInAttempt begin(String provider, String browser, String redirect, String invite, SecureRandom random) {
        return new SignInAttempt(provider, draw(random), browser, draw(random), draw(random), redirect, invite);
    }

    /// 43 characters that need no escaping anywhere.
    static String draw(SecureRandom random) {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean isSecret(String text) {
        return text.matches("[0-9A-Za-z_-]{43}");
    }

    /// The S256 method of RFC 7636.
    String challenge() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash(verifier));
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    @Override
    public String toString() {
        return "attempt to sign in with " + provider;
    }
}
