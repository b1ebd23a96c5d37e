package io.bergwerk.server.tenant;

import io.bergwerk.api.v1.OAuthProvider;
import io.bergwerk.common.ApiException;

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

    static IdentityProvider of(OAuthProvider provider) {
        return switch (provider) {
            case O_AUTH_PROVIDER_UNSPECIFIED -> NONE;
            case O_AUTH_PROVIDER_GITHUB -> GITHUB;
            case O_AUTH_PROVIDER_AZURE -> AZURE;
            case O_AUTH_PROVIDER_GOOGLE -> GOOGLE;
            case O_AUTH_PROVIDER_OIDC -> OIDC;
            case UNRECOGNIZED ->
                throw ApiException.invalid("oauth_provider", provider, "one of the providers that are defined");
        };
    }
}
