package io.bergwerk.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/// Proves that a found server is the one of our directory: it knows our password and names our data.
final class Login {
    private static final Duration LIMIT = Duration.ofSeconds(20); // a server in crash recovery refuses logins
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Login() {}

    static boolean works(DataDirectory directory, Postmaster postmaster) {
        var end = System.nanoTime() + LIMIT.toNanos();
        while (postmaster.runs() && System.nanoTime() - end < 0) {
            if (PidFile.read(directory.data()).filter(PidFile::ready).isPresent()) {
                return servesOurData(directory, postmaster.port());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return false;
    }

    private static boolean servesOurData(DataDirectory directory, int port) {
        var properties = new Properties();
        properties.setProperty("user", DataDirectory.USER);
        properties.setProperty("password", directory.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "5");
        try (var connection = DriverManager.getConnection(EmbeddedPostgres.url(port), properties);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW data_directory")) {
            return rows.next()
                    && Path.of(rows.getString(1))
                            .toRealPath()
                            .equals(directory.data().toRealPath());
        } catch (SQLException | IOException e) {
            return false;
        }
    }
}
