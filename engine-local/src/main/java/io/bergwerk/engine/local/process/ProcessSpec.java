package io.bergwerk.engine.local.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How a process is to be run.
///
/// @param component its name: of its log, of its record, and the first word of its command line
/// @param directory the cluster's own; working directory, with `run/` and `log/` in it
/// @param version what is run, for people
/// @param environment all it gets beside our mark; nothing is inherited from the server
public record ProcessSpec(
        String cluster,
        String component,
        Path directory,
        Path binary,
        String version,
        List<String> arguments,
        Map<String, String> environment) {
    public ProcessSpec {
        directory = directory.toAbsolutePath().normalize();
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /// Tells whether a running process was started the way it would be started now.
    String hash() {
        var text = String.join(
                "\0", binary.toString(), version, String.join("\0", arguments), new TreeMap<>(environment).toString());
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    Path logFile() {
        return directory.resolve("log").resolve(component + ".log");
    }
}
