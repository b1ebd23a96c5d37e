package io.bergwerk.server.start;

import java.nio.file.Path;
import java.util.Optional;

/// TLS of the API; without it the API speaks plain HTTP, which is for loopback or behind a proxy.
///
/// @param cert file with the certificate chain in PEM
/// @param key file with its private key in PEM
public record TlsConfig(Optional<Path> cert, Optional<Path> key) {
    public static final TlsConfig DEFAULT = new TlsConfig(Optional.empty(), Optional.empty());

    public TlsConfig {
        if (cert.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("tls: cert %s, key %s (expected: both or neither)"
                    .formatted(cert.isPresent() ? "set" : "not set", key.isPresent() ? "set" : "not set"));
        }
    }

    boolean enabled() {
        return cert.isPresent();
    }
}
