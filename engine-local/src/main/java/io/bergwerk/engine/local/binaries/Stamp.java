package io.bergwerk.engine.local.binaries;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// The `stamp` file of a built directory: a version, and the SHA-256 of every program in it.
///
/// @param checksums hex, by file name
record Stamp(String version, Map<String, String> checksums) {
    /// Empty if the directory was not built, or not to its end.
    static Optional<Stamp> of(Path directory) {
        return PrivateFiles.read(directory.resolve("stamp")).map(Stamp::parse);
    }

    private static Stamp parse(String text) {
        var version = "";
        var checksums = new HashMap<String, String>();
        for (var line : text.lines().toList()) {
            var words = line.split(" ", -1);
            if (words.length == 2 && words[0].equals("version")) {
                version = words[1];
            } else if (words.length == 3 && words[0].equals("sha256")) {
                checksums.put(words[2], words[1]);
            }
        }
        return new Stamp(version, Map.copyOf(checksums));
    }

    /// What is wrong with a program of the directory, in words; empty if it is what was built.
    Optional<String> flaw(Path directory, String program) {
        var file = directory.resolve(program);
        try {
            if (!Files.isExecutable(file)) {
                return Optional.of(program + " is missing or cannot be executed");
            }
            return checksum(file).equals(checksums.get(program))
                    ? Optional.empty()
                    : Optional.of(program + " is damaged: its checksum is not the one it was built with");
        } catch (IOException e) {
            return Optional.of(program + " cannot be read: " + e.getMessage());
        }
    }

    private static String checksum(Path file) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                Files.copy(file, sink);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
