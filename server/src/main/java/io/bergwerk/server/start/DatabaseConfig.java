package io.bergwerk.server.start;

import java.util.Optional;

/// Which PostgreSQL holds the platform's state: a server of its own, or the embedded one.
///
/// @param url JDBC URL of an external server without user and password; without it the embedded one runs in the data
///     directory
/// @param user role to log in as at the external server; it owns the schema
/// @param password of that role; may come from a file named by `BERGWERK_DATABASE_PASSWORD_FILE`
/// @param connections most connections of this server; 2 to 100
/// @param embeddedPort first port the embedded server tries on loopback; 1024 to 65000
/// @param embeddedUser system user the embedded server runs as if this process is root; without it one is chosen
public record DatabaseConfig(
        Optional<String> url,
        String user,
        String password,
        int connections,
        int embeddedPort,
        Optional<String> embeddedUser) {
    public static final DatabaseConfig DEFAULT =
            new DatabaseConfig(Optional.empty(), "bergwerk", "", 10, 15432, Optional.empty());

    public DatabaseConfig {
        if (connections < 2 || connections > 100) {
            throw new IllegalArgumentException("database.connections: %d (expected: 2 to 100)".formatted(connections));
        }
        if (embeddedPort < 1024 || embeddedPort > 65_000) {
            throw new IllegalArgumentException(
                    "database.embedded-port: %d (expected: 1024 to 65000)".formatted(embeddedPort));
        }
    }

    /// Leaves the password out, so that it cannot end in a log.
    @Override
    public String toString() {
        return "DatabaseConfig[url=%s, user=%s, connections=%d]".formatted(url, user, connections);
    }
}
