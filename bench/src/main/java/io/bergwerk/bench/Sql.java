package io.bergwerk.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// One connection to the database under test, past the server.
final class Sql implements AutoCloseable {
    private final Connection connection;

    private Sql(Connection connection) {
        this.connection = connection;
    }

    static Sql open(Workbench bench, Database database) throws IOException {
        var postgres = database.postgres();
        try {
            return bench.keep(
                    new Sql(DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Several statements at once if nothing is bound.
    void execute(String sql, Object... bound) throws IOException {
        try (var statement = prepared(sql, bound)) {
            statement.execute();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// The first column of all rows.
    <T> List<T> column(Class<T> type, String select, Object... bound) throws IOException {
        try (var statement = prepared(select, bound);
                var rows = statement.executeQuery()) {
            var values = new ArrayList<T>();
            while (rows.next()) {
                values.add(type.cast(rows.getObject(1)));
            }
            return values;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private PreparedStatement prepared(String sql, Object... bound) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (var i = 0; i < bound.length; i++) {
            statement.setObject(i + 1, bound[i]);
        }
        return statement;
    }

    Connection connection() {
        return connection;
    }

    static IOException failed(SQLException e) {
        return new IOException("the database: " + e.getMessage(), e);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
