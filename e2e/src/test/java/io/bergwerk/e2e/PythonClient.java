package io.bergwerk.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The released Python client in a virtual environment of its own, which is made once and kept in the user's cache.
///
/// @param url of the API
record PythonClient(String url, String token) {
    private static final Duration INSTALL = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofMinutes(2);
    private static final Path SCRIPTS = Workspace.checkout().resolve("e2e/src/test/python");

    PythonClient(Api api) {
        this(api.base().toString(), api.token());
    }

    /// Runs one step of the story; answers the lines of JSON it printed.
    List<JsonNode> run(String... arguments) {
        return run("story.py", variables(List.of(arguments)), List.of(arguments));
    }

    /// Runs a whole script; answers the lines of JSON it printed.
    static List<JsonNode> run(String script, Map<String, String> variables, List<String> arguments) {
        var line = new ArrayList<>(List.of(
                environment().resolve("bin/python").toString(),
                "-B",
                SCRIPTS.resolve(script).toString()));
        line.addAll(arguments);
        return Command.run(STEP, variables, line)
                .succeeded()
                .lines()
                .map(Api::json)
                .toList();
    }

    /// The client knows an authority of one's own by the variable, the stubs by the argument.
    private Map<String, String> variables(List<String> arguments) {
        var ca = arguments.indexOf("--ca");
        return ca < 0
                ? Map.of("API_URL", url, "API_TOKEN", token)
                : Map.of("API_URL", url, "API_TOKEN", token, "SSL_CERT_FILE", arguments.get(ca + 1));
    }

    /// The one line of a step that prints no more.
    JsonNode ask(String... arguments) {
        var lines = run(arguments);
        if (lines.size() != 1) {
            throw new AssertionError("%s printed %s".formatted(List.of(arguments), lines));
        }
        return lines.getFirst();
    }

    private static Path environment() {
        var requirements = SCRIPTS.resolve("requirements.txt");
        var environment = Workspace.cache().resolve("e2e-venv-" + hash(Workspace.read(requirements)));
        var complete = environment.resolve("complete");
        if (Files.exists(complete)) {
            return environment;
        }
        try {
            Workspace.delete(environment);
            Files.createDirectories(environment);
            Command.run(INSTALL, "python3", "-m", "venv", environment.toString())
                    .succeeded();
            Command.run(
                            INSTALL,
                            environment.resolve("bin/pip").toString(),
                            "install",
                            "--no-cache-dir",
                            "--disable-pip-version-check",
                            "--quiet",
                            "-r",
                            requirements.toString())
                    .succeeded();
            Files.createFile(complete);
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
