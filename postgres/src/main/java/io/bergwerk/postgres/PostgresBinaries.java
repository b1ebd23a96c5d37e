package io.bergwerk.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// One PostgreSQL installation: `postgres`, `initdb` and `pg_ctl`, and what they need.
///
/// @param home the directory that holds `bin`
/// @param major its major version, for example 18
public record PostgresBinaries(Path home, int major) {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ([0-9]+)[.a-z0-9]*");

    /// Those in the jar on the class path, unpacked below the cache directory where they are not yet.
    ///
    /// @throws PostgresException if there is no room, or no archive for this machine
    public static PostgresBinaries bundled(Path cache) {
        return at(new BinariesCache(cache).unpacked(BinariesArchive.onClassPath()));
    }

    /// Those in a jar, unpacked below the cache directory where they are not yet.
    public static PostgresBinaries fromJar(Path jar, Path cache) {
        return at(new BinariesCache(cache).unpacked(BinariesArchive.inJar(jar)));
    }

    /// Those of an installed PostgreSQL, for example `/usr/lib/postgresql/15`.
    ///
    /// @throws PostgresException if there is none
    public static PostgresBinaries at(Path home) {
        var absolute = home.toAbsolutePath().normalize();
        var postgres = absolute.resolve("bin/postgres");
        if (!Files.isExecutable(postgres)) {
            throw new PostgresException(postgres + " is not there or can't be run (expected: PostgreSQL's binaries)");
        }
        var answer = Commands.run(List.of(postgres.toString(), "--version"), Duration.ofSeconds(30));
        var version = VERSION.matcher(answer.output());
        if (!answer.ok() || !version.find()) {
            throw new PostgresException(postgres + " does not run here: " + answer.output());
        }
        return new PostgresBinaries(absolute, Integer.parseInt(version.group(1)));
    }

    /// `${XDG_CACHE_HOME:-~/.cache}/bergwerk`, where unpacked binaries lie.
    public static Path userCache() {
        var xdg = System.getenv("XDG_CACHE_HOME");
        var base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("bergwerk");
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }
}
