package io.bergwerk.server.signin;

import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;

/// Addresses at providers to which browsers are sent.
final class AuthorizationAddress {
    private AuthorizationAddress() {}

    /// What the endpoint has in its own query stays.
    static URI of(URI endpoint, Map<String, String> query) {
        var added = query.entrySet().stream()
                .map(entry -> ProviderClient.encode(entry.getKey()) + "=" + ProviderClient.encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + added);
    }
}
