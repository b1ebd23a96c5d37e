package io.bergwerk.server.start;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where and how the API answers.
///
/// @param url address as clients reach it; it is the issuer of tokens and the console's address. Without it
///     `http://127.0.0.1` or `https://127.0.0.1` with the port
/// @param listen address the server binds to
/// @param port of API and pages; metrics and health are at the next port on loopback, the clusters' router at the one
///     after it; 1 to 65533
/// @param origins web origins whose pages may call the API, besides the console's own
/// @param trustedProxies networks whose word on a client's address is taken
/// @param drain how long calls in flight may take to finish when the server stops; 0 s to 5 min
public record ApiConfig(
        Optional<URI> url, String listen, int port, List<String> origins, List<String> trustedProxies, Duration drain) {
    public static final ApiConfig DEFAULT =
            new ApiConfig(Optional.empty(), "127.0.0.1", 8080, List.of(), List.of(), Duration.ofSeconds(10));

    public ApiConfig {
        origins = List.copyOf(origins);
        trustedProxies = List.copyOf(trustedProxies);
        url.ifPresent(given -> require(isBase(given), "url", given, "like https://api.example.org, without a path"));
        require(port >= 1 && port <= 65_533, "port", port, "1 to 65533");
        require(!drain.isNegative() && drain.toMinutes() <= 5, "drain", drain, "PT0S to PT5M");
    }

    private static boolean isBase(URI url) {
        var scheme = url.getScheme();
        return ("http".equals(scheme) || "https".equals(scheme))
                && url.getHost() != null
                && url.getPath().isEmpty()
                && url.getQuery() == null;
    }

    private static void require(boolean holds, String name, Object given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("api.%s: %s (expected: %s)".formatted(name, given, expected));
        }
    }
}
