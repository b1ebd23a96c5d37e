package io.bergwerk.server.start;

import java.net.URI;
import java.util.Optional;

/// Addresses that clients send people to.
///
/// @param consoleUrl the console; without it the API's own address
/// @param afterLoginUrl where the command line sends the browser after login; without it the API's own address
/// @param termsUrl terms and conditions; without it a page of this server
public record EnvironmentConfig(Optional<URI> consoleUrl, Optional<URI> afterLoginUrl, Optional<URI> termsUrl) {
    public static final EnvironmentConfig DEFAULT =
            new EnvironmentConfig(Optional.empty(), Optional.empty(), Optional.empty());
}
