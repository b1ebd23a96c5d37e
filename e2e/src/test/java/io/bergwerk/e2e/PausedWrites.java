package io.bergwerk.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Stops a server's work in the database after its n-th write, so that the server can be killed there.
final class PausedWrites implements AutoCloseable {
    private static final int LOCK = 4711;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Connection connection;

    private PausedWrites(Connection connection) {
        this.connection = connection;
    }

    /// @param tables whose writes count
    static PausedWrites in(Installation installation, List<String> tables) throws SQLException {
        var paused = new PausedWrites(installation.database());
        paused.run("CREATE SEQUENCE writes_seen");
        paused.run("CREATE TABLE paused_write (number bigint NOT NULL)");
        paused.run("INSERT INTO paused_write VALUES (0)");
        paused.run("""
                CREATE FUNCTION pause_write() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF nextval('writes_seen') = (SELECT number FROM paused_write) THEN
                        PERFORM pg_advisory_xact_lock_shared(%d);
                    END IF;
                    RETURN NULL;
                END
                $$""".formatted(LOCK));
        for (var table : tables) {
            paused.run("""
                    CREATE TRIGGER zz_pause AFTER INSERT OR UPDATE OR DELETE ON %s
                        FOR EACH STATEMENT EXECUTE FUNCTION pause_write()""".formatted(table));
        }
        return paused;
    }

    /// From now on the write of this number, counted from 1, waits.
    void after(int number) throws SQLException {
        run("SELECT pg_advisory_lock(%d)".formatted(LOCK));
        run("UPDATE paused_write SET number = %d".formatted(number));
        run("ALTER SEQUENCE writes_seen RESTART");
    }

    /// Whoever waits; nobody if there were fewer writes.
    Optional<Long> waiting() {
        var pid = number("""
                SELECT coalesce(min(pid), 0) FROM pg_locks
                WHERE locktype = 'advisory' AND objid = %d AND NOT granted""".formatted(LOCK));
        return Optional.of(pid).filter(found -> found != 0);
    }

    /// Lets the write go on, whose server is dead: its transaction ends with its connection.
    void release(Optional<Long> dead) throws SQLException {
        run("UPDATE paused_write SET number = 0");
        run("SELECT pg_advisory_unlock(%d)".formatted(LOCK));
        dead.ifPresent(pid -> Await.holds(
                "the end of a dead server's transaction",
                LIMIT,
                () -> number("SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid) == 0,
                () -> pid));
    }

    long number(String sql) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
