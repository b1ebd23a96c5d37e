package io.bergwerk.server.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.sql.DataSource;

/// The migrations of this release, compared with the history that Flyway keeps. This is one query, where Flyway itself
/// takes some of a start's time only to find that there is nothing to do.
final class OwnMigrations {
    static final String FOLDER = "db/migration";

    private OwnMigrations() {}

    /// Whether exactly the migrations of this release have been applied, to the letter. If they have not, or nobody can
    /// tell, it is for Flyway to say what is wrong and to do what is needed.
    static boolean areApplied(DataSource source) {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT script, checksum, success FROM schema_history")) {
            var applied = new HashMap<String, Integer>();
            while (rows.next()) {
                if (!rows.getBoolean("success")) {
                    return false;
                }
                applied.put(rows.getString("script"), rows.getInt("checksum"));
            }
            return applied.equals(checksums());
        } catch (SQLException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> checksums() throws IOException {
        var folder = Objects.requireNonNull(OwnMigrations.class.getResource("/" + FOLDER), FOLDER);
        var checksums = new HashMap<String, Integer>();
        for (var name : names(folder)) {
            checksums.put(name, checksum(URI.create(folder + "/" + name).toURL()));
        }
        return checksums;
    }

    private static List<String> names(URL folder) throws IOException {
        if (folder.openConnection() instanceof JarURLConnection inJar) {
            return inJar.getJarFile().stream()
                    .map(ZipEntry::getName)
                    .filter(entry -> entry.startsWith(FOLDER + "/") && entry.endsWith(".sql"))
                    .map(entry -> entry.substring(FOLDER.length() + 1))
                    .toList();
        }
        try (var files = Files.list(Path.of(URI.create(folder.toString())))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /// As Flyway computes it, which leaves the ends of lines out.
    private static int checksum(URL migration) throws IOException {
        var crc = new CRC32();
        try (var lines = new BufferedReader(new InputStreamReader(migration.openStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                crc.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return (int) crc.getValue();
    }
}
