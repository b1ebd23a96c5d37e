package io.bergwerk.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;

/// A `.txz` of PostgreSQL's binaries as it lies in a jar.
///
/// @param url where it is
/// @param stamp its size and checksum, which name the directory it is unpacked to
record BinariesArchive(URL url, String stamp) {
    static BinariesArchive onClassPath() {
        var url = BinariesArchive.class.getClassLoader().getResource(entry());
        if (url == null) {
            throw new PostgresException("there is no " + entry() + " on the class path: this machine's kind has no"
                    + " bundled PostgreSQL; use one of your own by store.url");
        }
        return of(url);
    }

    static BinariesArchive inJar(Path jar) {
        return of(URI.create("jar:" + jar.toUri() + "!/" + entry()));
    }

    InputStream open() throws IOException {
        var connection = url.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    private static String entry() {
        var machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        var arch = machine.equals("aarch64") ? "arm_64" : "x86_64";
        return "postgres-linux-" + arch + ".txz";
    }

    private static BinariesArchive of(URI uri) {
        try {
            return of(uri.toURL());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BinariesArchive of(URL url) {
        try {
            var connection = url.openConnection();
            connection.setUseCaches(false);
            if (connection instanceof JarURLConnection inJar) {
                try (var file = inJar.getJarFile()) {
                    var entry = file.getEntry(inJar.getEntryName());
                    return new BinariesArchive(url, stamp(entry.getSize(), entry.getCrc()));
                }
            }
            return new BinariesArchive(url, stamp(connection.getInputStream()));
        } catch (IOException e) {
            throw new PostgresException("can't read PostgreSQL's binaries in " + url, e);
        }
    }

    private static String stamp(InputStream content) throws IOException {
        try (content) {
            var bytes = content.readAllBytes();
            var crc = new CRC32();
            crc.update(bytes);
            return stamp(bytes.length, crc.getValue());
        }
    }

    private static String stamp(long size, long crc) {
        return "%d-%08x".formatted(size, crc);
    }
}
