package io.bergwerk.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How the embedded PostgreSQL runs.
///
/// @param directory where data, password, port and log lie; made if absent
/// @param firstPort the port tried first, 1024 to 65000; a used one is skipped, and the chosen one is kept for later
/// starts
/// @param runAs the user to run as when this process is root; empty chooses one (see the operator guide)
/// @param binaries which PostgreSQL to run
/// @param settings server settings that differ from [PostgresSettings]
/// @param startTimeout how long a start may take, crash recovery included
public record PostgresConfig(
        Path directory,
        int firstPort,
        Optional<String> runAs,
        PostgresBinaries binaries,
        Map<String, String> settings,
        Duration startTimeout) {
    /// Below Linux' range for outgoing connections (32768 and up), so that none of those takes it.
    public static final int DEFAULT_PORT = 15432;

    public PostgresConfig {
        if (firstPort < 1024 || firstPort > 65000) {
            throw new IllegalArgumentException("postgres.port: " + firstPort + " (expected: 1024 to 65000)");
        }
        if (!startTimeout.isPositive()) {
            throw new IllegalArgumentException("postgres.start-timeout: " + startTimeout + " (expected: above 0)");
        }
        directory = directory.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
    }

    public static PostgresConfig of(Path directory, PostgresBinaries binaries) {
        return new PostgresConfig(directory, DEFAULT_PORT, Optional.empty(), binaries, Map.of(), Duration.ofMinutes(2));
    }

    public PostgresConfig withFirstPort(int port) {
        return new PostgresConfig(directory, port, runAs, binaries, settings, startTimeout);
    }

    public PostgresConfig withRunAs(String user) {
        return new PostgresConfig(directory, firstPort, Optional.of(user), binaries, settings, startTimeout);
    }

    public PostgresConfig withSetting(String name, String value) {
        var changed = new LinkedHashMap<>(settings);
        changed.put(name, value);
        return new PostgresConfig(directory, firstPort, runAs, binaries, changed, startTimeout);
    }
}
