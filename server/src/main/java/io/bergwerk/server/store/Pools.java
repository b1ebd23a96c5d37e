package io.bergwerk.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.time.Duration;
import java.util.Properties;

/// How connections are made: each bounded in time, none telling secrets.
final class Pools {
    private static final Duration KEEPALIVE = Duration.ofMinutes(1);
    private static final Duration LOGIN = Duration.ofSeconds(10);
    /// A read that answers nothing for that long past the statement's own limit is a dead connection.
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private Pools() {}

    static HikariDataSource open(StoreConfig config) {
        var hikari = new HikariConfig();
        hikari.setPoolName("store");
        hikari.setJdbcUrl(config.url());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(config.connections());
        hikari.setMinimumIdle(Math.min(4, config.connections()));
        hikari.setConnectionTimeout(config.connectTimeout().toMillis());
        hikari.setInitializationFailTimeout(config.connectTimeout().toMillis());
        hikari.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        hikari.setKeepaliveTime(KEEPALIVE.toMillis());
        hikari.setDataSourceProperties(properties(config));
        try {
            return new HikariDataSource(hikari);
        } catch (PoolInitializationException e) {
            throw new StoreException(
                    "the database at " + config.url() + " can't be reached as " + config.user()
                            + ": check store.url, store.user and store.password, and that it runs",
                    e);
        }
    }

    static Properties properties(StoreConfig config) {
        var properties = new Properties();
        properties.setProperty("ApplicationName", "bergwerk");
        properties.setProperty("loginTimeout", Long.toString(LOGIN.toSeconds()));
        properties.setProperty("connectTimeout", Long.toString(LOGIN.toSeconds()));
        properties.setProperty(
                "socketTimeout",
                Long.toString(config.statementTimeout().plus(SILENCE).toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        // The detail of a broken constraint quotes the row, which may hold a key.
        properties.setProperty("logServerErrorDetail", "false");
        // What PostgreSQL thinks takes long is over before it would be compiled.
        properties.setProperty(
                "options",
                "-c statement_timeout=%d -c lock_timeout=%d -c idle_in_transaction_session_timeout=60000 -c jit=off"
                        .formatted(
                                config.statementTimeout().toMillis(),
                                config.lockTimeout().toMillis()));
        return properties;
    }
}
