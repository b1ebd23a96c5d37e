package io.bergwerk.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The clusters' rows, looked at past the server, over one connection.
final class FleetRows implements AutoCloseable {
    private final Database database;
    private final Connection connection;

    private FleetRows(Database database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    static FleetRows open(Workbench bench, Database database) throws IOException {
        var postgres = database.postgres();
        return asked(() -> bench.keep(new FleetRows(
                database, DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password()))));
    }

    /// Something that asks the database.
    private interface Question<T> {
        T ask() throws SQLException;
    }

    private static <T> T asked(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new IOException("the database: " + e.getMessage(), e);
        }
    }

    long succeeded() throws IOException {
        return number("SELECT count(*) FROM cluster WHERE state = 'SUCCEEDED'");
    }

    /// Every pass over a cluster writes what it saw.
    long passes() throws IOException {
        return number("SELECT sum(revision) FROM cluster");
    }

    /// From now on [#looksAt] counts.
    void remember() throws IOException {
        execute("DROP TABLE IF EXISTS before");
        execute("CREATE TEMPORARY TABLE before AS SELECT id, revision FROM cluster");
    }

    /// How many clusters a pass has found to be as ordered since.
    long looksAt() throws IOException {
        return number("""
                SELECT count(*) FROM cluster JOIN before USING (id)
                WHERE cluster.revision > before.revision AND state = 'SUCCEEDED'
                """);
    }

    private long number(String select) throws IOException {
        return asked(() -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(select)) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    private void execute(String sql) throws IOException {
        asked(() -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    /// Writes copies of rows, one transaction each; answers how long that took.
    double insertSeconds(int number) throws IOException {
        execute("CREATE TABLE bench_copy (LIKE cluster)");
        var ids = ids().subList(0, number);
        var begun = System.nanoTime();
        asked(() -> {
            try (var insert =
                    connection.prepareStatement("INSERT INTO bench_copy SELECT * FROM cluster WHERE id = ?")) {
                for (var id : ids) {
                    insert.setObject(1, id);
                    insert.execute();
                }
                return true;
            }
        });
        var seconds = (System.nanoTime() - begun) / 1e9;
        execute("DROP TABLE bench_copy");
        return seconds;
    }

    private List<UUID> ids() throws IOException {
        return asked(() -> {
            var ids = new ArrayList<UUID>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT id FROM cluster")) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
            return ids;
        });
    }

    /// Processor time of the one who asks and of PostgreSQL.
    record Cost(double client, double database) {
        Cost minus(Cost earlier) {
            return new Cost(client - earlier.client, database - earlier.database);
        }

        /// In milliseconds.
        Cost each(long times) {
            return new Cost(client * 1000 / times, database * 1000 / times);
        }
    }

    /// What this and PostgreSQL have spent so far.
    Cost spent(long pid) throws IOException {
        return new Cost(
                Proc.cpuSeconds(pid), Proc.treeCpuSeconds(database.postgres().pid()));
    }

    /// What it takes to read the whole row of one cluster, one after the other, prepared.
    Cost readCost(int warmUp, int rounds) throws IOException {
        var ids = ids();
        var self = ProcessHandle.current().pid();
        read(ids, warmUp);
        var before = spent(self);
        read(ids, rounds);
        return spent(self).minus(before).each((long) rounds * ids.size());
    }

    private void read(List<UUID> ids, int rounds) throws IOException {
        asked(() -> {
            try (var select = connection.prepareStatement("SELECT * FROM cluster WHERE id = ?")) {
                for (var round = 0; round < rounds; round++) {
                    for (var id : ids) {
                        select.setObject(1, id);
                        try (var rows = select.executeQuery()) {
                            rows.next();
                        }
                    }
                }
                return true;
            }
        });
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
