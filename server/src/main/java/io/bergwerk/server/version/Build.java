package io.bergwerk.server.version;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The running build, as Maven wrote it down.
///
/// @param revision version with the commit behind a plus, as it stands in a bug report
public record Build(String version, String revision, String gitSha1, String date) {
    /// What `build.properties` says; a build outside a checkout knows no commit.
    public static Build current() {
        var properties = new Properties();
        try (var in = Build.class.getResourceAsStream("/build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var version = properties.getProperty("version", "unknown");
        var commit = properties.getProperty("commit", "");
        return new Build(
                version,
                commit.isEmpty() ? version : version + "+" + commit.substring(0, Math.min(8, commit.length())),
                commit,
                properties.getProperty("date", ""));
    }
}
