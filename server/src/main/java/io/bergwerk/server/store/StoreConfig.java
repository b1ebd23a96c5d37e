package io.bergwerk.server.store;

import java.time.Duration;

/// Where the database is and how it is used.
///
/// @param url JDBC URL without user and password, for example `jdbc:postgresql://db.example.org/bergwerk`
/// @param user the role to log in as; it owns the schema
/// @param password that role's password; never printed
/// @param connections most connections of this server's pool; 2 to 100
/// @param connectTimeout how long a caller waits for a free connection; 250 ms or more
/// @param statementTimeout how long one statement may run; 1 s or more
/// @param lockTimeout how long one statement may wait for a row or table lock; 100 ms or more
public record StoreConfig(
        String url,
        String user,
        String password,
        int connections,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration lockTimeout) {
    private static final String PREFIX = "jdbc:postgresql:";

    public StoreConfig {
        require(url.startsWith(PREFIX), "url", url, PREFIX + "//HOST[:PORT]/DATABASE");
        require(connections >= 2 && connections <= 100, "connections", connections, "2 to 100");
        require(connectTimeout.toMillis() >= 250, "connect-timeout", connectTimeout, "PT0.25S or more");
        require(statementTimeout.toMillis() >= 1000, "statement-timeout", statementTimeout, "PT1S or more");
        require(lockTimeout.toMillis() >= 100, "lock-timeout", lockTimeout, "PT0.1S or more");
    }

    public static StoreConfig of(String url, String user, String password) {
        return new StoreConfig(
                url, user, password, 16, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10));
    }

    @Override
    public String toString() {
        return "StoreConfig[url=%s, user=%s, password=***, connections=%d, connectTimeout=%s, statementTimeout=%s, lockTimeout=%s]"
                .formatted(url, user, connections, connectTimeout, statementTimeout, lockTimeout);
    }

    private static void require(boolean holds, String name, Object given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("store.%s: %s (expected: %s)".formatted(name, given, expected));
        }
    }
}
