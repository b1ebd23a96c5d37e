package io.bergwerk.connect.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The suite's runner and proto files, from its Go module: fetched and built once, and kept in the user's cache.
final class Tools {
    private static final String MODULE = "connectrpc.com/conformance";
    private static final String VERSION = "v1.0.7";

    private Tools() {}

    static Path runner() throws IOException, InterruptedException {
        var directory = cache().resolve("connectconformance-" + VERSION);
        var runner = directory.resolve("connectconformance");
        if (!Files.isExecutable(runner)) {
            Files.createDirectories(directory);
            go(List.of("go", "install", MODULE + "/cmd/connectconformance@" + VERSION), directory);
        }
        return runner;
    }

    static Path protos() throws IOException, InterruptedException {
        var answer = go(List.of("go", "mod", "download", "-json", MODULE + "@" + VERSION), cache());
        var directory = answer.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("\"Dir\":"))
                .map(line -> line.split("\"", -1)[3])
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("go mod download names no directory: " + answer));
        return Path.of(directory, "proto");
    }

    /// The compiler that the build has put there.
    static Path protoc() {
        var protoc = Path.of("target", "tools", "protoc").toAbsolutePath();
        if (!protoc.toFile().setExecutable(true)) {
            throw new IllegalStateException(
                    protoc + " is missing; run the tests with mvn, which copies the protocol buffer compiler there");
        }
        return protoc;
    }

    private static String go(List<String> command, Path binaries) throws IOException, InterruptedException {
        try {
            return Commands.run(command, Map.of("GOBIN", binaries.toString(), "GOFLAGS", "-mod=mod"));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "go is missing, and the conformance suite's runner is built with it: install Go 1.25 or newer"
                            + " (https://go.dev/dl) and have it on the PATH",
                    e);
        }
    }

    private static Path cache() {
        var home = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        return home.resolve("bergwerk").resolve("tools");
    }
}
