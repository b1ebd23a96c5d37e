package io.bergwerk.server.tenant;

import io.bergwerk.api.v1.OAuthProvider;

/// Who vouches for a user.
public enum IdentityProvider {
    /// Nobody: an organisation.
    NONE,
    GITHUB,
    AZURE,
    GOOGLE,
    /// A configured OpenID Connect issuer, or the built-in sign-in.
    OIDC;

    public OAuthProvider toProto() {
        return switch (this) {
            case NONE -> OAuthProvider.O_AUTH_PROVIDER_UNSPECIFIED;
            case GITHUB -> OAuthProvider.O_AUTH_PROVIDER_GITHUB;
            case AZURE -> OAuthProvider.O_AUTH_PROVIDER_AZURE;
            case GOOGLE -> OAuthProvider.O_AUTH_PROVIDER_GOOGLE;
            case OIDC -> OAuthProvider.O_AUTH_PROVIDER_OIDC;
        };
    }
}
