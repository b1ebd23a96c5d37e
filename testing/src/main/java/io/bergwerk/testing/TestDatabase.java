package io.bergwerk.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// A database of one test.
///
/// @param url without user and password
public record TestDatabase(String url, String user, String password) {
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /// Runs one statement, for a test that changes rows behind our code's back.
    public void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return url;
    }
}
