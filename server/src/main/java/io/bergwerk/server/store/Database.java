package io.bergwerk.server.store;

import com.zaxxer.hikari.HikariDataSource;
import io.bergwerk.common.ApiException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A pool of connections to one migrated database. Safe for use by many threads.
///
/// Transactions are READ COMMITTED: a statement sees what was committed when it began. What two callers must not do at
/// once is held by constraints, by `WHERE version = :version`, or by `FOR UPDATE`. Never call out while holding a
/// handle: the pool is small. Failures come out as [ApiException] where a caller can do something about them.
/// That the database is away is logged here, once; whoever logs a failure of its own asks [#isAway] first.
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final Outage outage = new Outage(log, "the database is");
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Constraints constraints;

    private Database(HikariDataSource pool, Constraints constraints) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
        this.constraints = constraints;
        // Jdbi's own messages quote what was bound, and that may be a key or a token's hash.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
    }

    /// Brings the schema up to date and opens the pool.
    ///
    /// @param constraints what to tell a caller who breaks one; see [Constraints]
    /// @throws StoreException if the database can't be reached, or was written by a newer release
    public static Database open(StoreConfig config, Constraints constraints) {
        var pool = Pools.open(config);
        try {
            Migrations.run(pool);
            return new Database(pool, constraints);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /// Over a pool that somebody else made, to a database whose schema is up to date; a test's pool may fail on demand.
    public static Database over(HikariDataSource pool, Constraints constraints) {
        return new Database(pool, constraints);
    }

    /// Runs single statements, each in a transaction of its own.
    ///
    /// @throws ApiException `UNAVAILABLE` if the database is away, and what a broken constraint stands for
    public <T, X extends Exception> T withHandle(HandleCallback<T, X> body) throws X {
        try {
            var result = jdbi.withHandle(body);
            outage.worked();
            return result;
        } catch (JdbiException e) {
            throw told(e);
        }
    }

    /// Runs the body in one transaction: all of it happens, or nothing.
    ///
    /// @throws ApiException as [#withHandle], and `ABORTED` if another transaction was in the way
    public <T, X extends Exception> T inTransaction(HandleCallback<T, X> body) throws X {
        try {
            var result = jdbi.inTransaction(body);
            outage.worked();
            return result;
        } catch (JdbiException e) {
            throw told(e);
        }
    }

    /// As [#inTransaction], but nothing of what the body wrote is kept and nobody is told of it.
    public <T, X extends Exception> T tryOut(HandleCallback<T, X> body) throws X {
        return inTransaction(tx -> {
            var result = body.withHandle(tx);
            tx.rollback();
            return result;
        });
    }

    /// As [#inTransaction], for a body that returns nothing.
    public <X extends Exception> void useTransaction(HandleConsumer<X> body) throws X {
        inTransaction(tx -> {
            body.useHandle(tx);
            return true;
        });
    }

    /// Reads over a plain connection, for what is asked so often that Jdbi's part of it counts.
    ///
    /// @throws ApiException `UNAVAILABLE` if the database is away
    public <T> T read(Reader<T> body) {
        try (var connection = pool.getConnection()) {
            var result = body.read(connection);
            outage.worked();
            return result;
        } catch (SQLException e) {
            throw told(new ConnectionException(e));
        }
    }

    /// One statement that changes nothing.
    @FunctionalInterface
    public interface Reader<T> {
        T read(Connection connection) throws SQLException;
    }

    private RuntimeException told(JdbiException failure) {
        if (isAway(failure)) {
            outage.failed(failure);
        }
        return SqlFailures.translate(failure, constraints);
    }

    /// Whether something failed because a database could not be reached or went away in the middle of it.
    public static boolean isAway(Throwable failure) {
        return SqlFailures.isAway(failure);
    }

    /// For metrics and health.
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}
