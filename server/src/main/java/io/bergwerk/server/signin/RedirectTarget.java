package io.bergwerk.server.signin;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Where a browser goes after signing in: to the console, or to a client that waits on the user's own machine.
///
/// Everything else is refused, because the token travels in the address (RFC 9700, open redirectors).
record RedirectTarget(URI uri) {
    private static final int MAX_LENGTH = 2048;
    private static final Set<String> OWN_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /// @param console its scheme and host are fine, whatever the port
    /// @return empty if the browser must not be sent there
    static Optional<RedirectTarget> of(String text, URI console) {
        if (text.length() > MAX_LENGTH || text.chars().anyMatch(c -> c <= ' ' || c == '\\' || c > '~')) {
            return Optional.empty();
        }
        try {
            var uri = new URI(text);
            var allowed = uri.getRawUserInfo() == null && (isOwnMachine(uri) || isSameOrigin(uri, console));
            return allowed ? Optional.of(new RedirectTarget(uri)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /// The address with one more thing in its query.
    String with(String name, String value) {
        var added = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        var text = uri.toString();
        var fragment = text.indexOf('#');
        var base = fragment < 0 ? text : text.substring(0, fragment); // a fragment would swallow the query
        return base + (base.indexOf('?') < 0 ? "?" : "&") + added;
    }

    private static boolean isOwnMachine(URI uri) {
        return "http".equals(scheme(uri)) && OWN_MACHINE.contains(host(uri));
    }

    private static boolean isSameOrigin(URI uri, URI console) {
        return !host(uri).isEmpty()
                && scheme(uri).equals(scheme(console))
                && host(uri).equals(host(console));
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static String host(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    }
}
