package io.bergwerk.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/// Makes tokens with the installation's own signing key, as a sign-in does: nothing else of ours gives one to
/// people who never sign in.
record SignedTokens(Sql sql, UUID keyId, PrivateKey key) {
    private static final String ISSUER = "https://api.bench.test";
    private static final long HOLDS_SECONDS = 86_400;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /// One that holds.
    record Signed(UUID id, String text) {}

    /// @throws IOException if no server has made a key yet
    static SignedTokens of(Sql sql) throws IOException {
        var newest = " FROM signing_key ORDER BY created_at DESC LIMIT 1";
        var ids = sql.column(UUID.class, "SELECT id" + newest);
        if (ids.isEmpty()) {
            throw new IOException("no signing key (expected: one, made by the server's first token)");
        }
        var encoded = sql.column(byte[].class, "SELECT private_key" + newest).getFirst();
        try {
            var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new SignedTokens(sql, ids.getFirst(), key);
        } catch (GeneralSecurityException e) {
            throw new IOException("the signing key cannot be read", e);
        }
    }

    Signed forUser(String login) throws IOException {
        return sign(login, "CONSOLE");
    }

    /// For the first user, who administers the installation.
    Signed forAdministrator() throws IOException {
        var signed = sign("admin@local", "API");
        sql.execute("UPDATE token SET admin_role = 'VIEWER' WHERE id = ?", signed.id());
        return signed;
    }

    private Signed sign(String login, String type) throws IOException {
        var id = UUID.randomUUID();
        var now = Instant.now().getEpochSecond();
        sql.execute("""
                INSERT INTO token (id, user_login, type, description, permissions, project_roles, tenant_roles, issuer,
                    server_made, issued_at, expires_at)
                VALUES (?, ?, ?, '', '{}', '{}', '{}', ?, false, to_timestamp(?), to_timestamp(?))
                """, id, login, type, ISSUER, now, now + HOLDS_SECONDS);
        return new Signed(id, jwt(id, login, type, now));
    }

    List<Signed> forUser(String login, int number) throws IOException {
        var tokens = new ArrayList<Signed>();
        while (tokens.size() < number) {
            tokens.add(forUser(login));
        }
        return tokens;
    }

    private String jwt(UUID id, String login, String type, long now) throws IOException {
        var header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(keyId);
        var claims = """
                {"iss":"%s","aud":["%s"],"sub":"%s","jti":"%s","iat":%d,"nbf":%d,"exp":%d,
                "type":"TOKEN_TYPE_%s"}""".formatted(ISSUER, ISSUER, login, id, now, now, now + HOLDS_SECONDS, type);
        var signed = encoded(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        return signed + "." + encoded(signature(signed));
    }

    private byte[] signature(String text) throws IOException {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IOException("a token cannot be signed", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
