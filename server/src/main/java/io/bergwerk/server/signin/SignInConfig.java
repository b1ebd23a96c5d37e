package io.bergwerk.server.signin;

import io.bergwerk.server.user.SignUp;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// How people sign in. A provider without a client id is not offered.
///
/// @param signUp who may come in who was never here
/// @param github OAuth application there; its callback is `<api.url>/auth/github/callback`
/// @param google OAuth client there, with the callback `<api.url>/auth/google/callback`
/// @param azure application registered with Microsoft, with the callback `<api.url>/auth/azure/callback`
/// @param issuers further OpenID Connect issuers, only in the file: `name`, `issuer`, `client-id`, `client-secret` each
public record SignInConfig(SignUp signUp, Github github, Google google, Azure azure, List<Issuer> issuers) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,30}");
    private static final Set<String> TAKEN = Set.of("local", "github", "google", "azure", "logout");
    private static final int MAX_ISSUERS = 20;

    /// @param clientId of the application
    /// @param clientSecret of the application
    /// @param page where people sign in
    /// @param api where the program asks
    public record Github(String clientId, String clientSecret, URI page, URI api) {
        static final Github DEFAULT =
                new Github("", "", URI.create("https://github.com"), URI.create("https://api.github.com"));

        @Override
        public String toString() {
            return "Github[clientId=%s]".formatted(clientId);
        }
    }

    /// @param clientId of the client
    /// @param clientSecret of the client
    public record Google(String clientId, String clientSecret) {
        @Override
        public String toString() {
            return "Google[clientId=%s]".formatted(clientId);
        }
    }

    /// @param clientId of the application
    /// @param clientSecret of the application
    /// @param tenant whose people may sign in: the id of a directory, or `organizations`, `consumers` or `common`
    public record Azure(String clientId, String clientSecret, String tenant) {
        @Override
        public String toString() {
            return "Azure[clientId=%s, tenant=%s]".formatted(clientId, tenant);
        }
    }

    /// @param name part of the path and of the logins: `keycloak`
    /// @param issuer its address, exactly as its tokens name it
    public record Issuer(String name, URI issuer, String clientId, String clientSecret) {
        @Override
        public String toString() {
            return "Issuer[name=%s, issuer=%s, clientId=%s]".formatted(name, issuer, clientId);
        }
    }

    public static final SignInConfig DEFAULT =
            new SignInConfig(SignUp.OPEN, Github.DEFAULT, new Google("", ""), new Azure("", "", "common"), List.of());

    public SignInConfig {
        issuers = List.copyOf(issuers);
        require(issuers.size() <= MAX_ISSUERS, "issuers", issuers.size() + " of them", "at most " + MAX_ISSUERS);
        var names = new HashSet<>(TAKEN);
        for (var issuer : issuers) {
            require(
                    NAME.matcher(issuer.name()).matches(),
                    "issuers.name",
                    issuer.name(),
                    "a-z, 0-9 and -, 2 to 31 of them");
            require(names.add(issuer.name()), "issuers.name", issuer.name(), "another name than " + names);
            require(!issuer.clientId().isEmpty(), "issuers.client-id", "", "the id that the issuer knows");
            require(
                    isSafe(issuer.issuer()),
                    "issuers.issuer",
                    issuer.issuer(),
                    "an https address, or http on this host");
        }
    }

    /// What goes over a network without encryption can be read and changed on its way.
    private static boolean isSafe(URI issuer) {
        var host = String.valueOf(issuer.getHost());
        return "https".equals(issuer.getScheme())
                || ("http".equals(issuer.getScheme())
                        && Set.of("localhost", "127.0.0.1", "[::1]").contains(host));
    }

    private static void require(boolean holds, String name, Object given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("sign-in.%s: %s (expected: %s)".formatted(name, given, expected));
        }
    }
}
