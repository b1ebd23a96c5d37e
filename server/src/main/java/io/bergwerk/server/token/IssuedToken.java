package io.bergwerk.server.token;

/// A token just made, with the secret that is shown now and never again.
public record IssuedToken(Token token, String secret) {
    @Override
    public String toString() {
        return "IssuedToken[token=%s, secret=***]".formatted(token.id());
    }
}
