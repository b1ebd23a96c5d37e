package io.bergwerk.server.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import io.bergwerk.server.tenant.IdentityProvider;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The providers that the operator has configured, in the order in which people are shown them.
public final class SignInProviders {
    private static final URI GOOGLE = URI.create("https://accounts.google.com");

    private final Map<String, SignInProvider> byName = new LinkedHashMap<>();

    private SignInProviders(List<SignInProvider> providers) {
        providers.forEach(provider -> byName.put(provider.name(), provider));
    }

    public static SignInProviders of(SignInConfig config, InstantSource clock) {
        return of(config, clock, new ProviderClient());
    }

    static SignInProviders of(SignInConfig config, InstantSource clock, ProviderClient client) {
        var providers = new ArrayList<SignInProvider>();
        if (!config.github().clientId().isEmpty()) {
            providers.add(new GithubProvider(config.github(), client));
        }
        if (!config.google().clientId().isEmpty()) {
            providers.add(new OidcProvider(google(config.google()), client, clock));
        }
        if (!config.azure().clientId().isEmpty()) {
            providers.add(new OidcProvider(azure(config.azure()), client, clock));
        }
        config.issuers().forEach(issuer -> providers.add(new OidcProvider(issuer(issuer), client, clock)));
        return new SignInProviders(providers);
    }

    private static OidcProvider.Settings google(SignInConfig.Google config) {
        return new OidcProvider.Settings(
                "google",
                "Google",
                IdentityProvider.GOOGLE,
                GOOGLE,
                config.clientId(),
                config.clientSecret(),
                (metadata, _) -> metadata.issuer());
    }

    /// One description serves all directories; each signs as itself.
    private static OidcProvider.Settings azure(SignInConfig.Azure config) {
        return new OidcProvider.Settings(
                "azure",
                "Microsoft",
                IdentityProvider.AZURE,
                URI.create("https://login.microsoftonline.com/%s/v2.0".formatted(config.tenant())),
                config.clientId(),
                config.clientSecret(),
                (metadata, claims) -> metadata.issuer().replace(OidcMetadata.ANY_DIRECTORY, directory(claims)));
    }

    private static String directory(JWTClaimsSet claims) {
        return String.valueOf(claims.getClaim("tid"));
    }

    private static OidcProvider.Settings issuer(SignInConfig.Issuer config) {
        return new OidcProvider.Settings(
                config.name(),
                config.name(),
                IdentityProvider.OIDC,
                config.issuer(),
                config.clientId(),
                config.clientSecret(),
                (metadata, _) -> metadata.issuer());
    }

    Optional<SignInProvider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Collection<SignInProvider> all() {
        return java.util.Collections.unmodifiableCollection(byName.values());
    }
}
