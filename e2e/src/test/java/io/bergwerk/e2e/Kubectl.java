package io.bergwerk.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `kubectl` of the default version with one kubeconfig and nothing else.
record Kubectl(Path kubeconfig) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// @param content of a kubeconfig, as an API call answered it
    static Kubectl with(String content) {
        var file = Workspace.get().newFile("kubeconfig.yaml");
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Secrets.KNOWN.addKubeconfig(content);
        return new Kubectl(file);
    }

    Command run(String... arguments) {
        var limited = new ArrayList<>(List.of("--request-timeout", "20s"));
        limited.addAll(List.of(arguments));
        return Command.run(LIMIT, Map.of(), line(limited.toArray(String[]::new)));
    }

    /// The whole command; it leaves nothing in the home directory.
    List<String> line(String... arguments) {
        var line = new ArrayList<>(List.of(
                program().toString(),
                "--kubeconfig",
                kubeconfig.toString(),
                "--cache-dir",
                Workspace.get().temporary().resolve("kubectl").toString()));
        line.addAll(List.of(arguments));
        return line;
    }

    String ask(String... arguments) {
        return run(arguments).succeeded();
    }

    JsonNode json(String... arguments) {
        var line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("-o", "json"));
        return Api.json(ask(line.toArray(String[]::new)));
    }

    /// Names of the nodes whose condition Ready is True.
    List<String> readyNodes() {
        return json("get", "nodes")
                .path("items")
                .valueStream()
                .filter(node -> node.at("/status/conditions")
                        .valueStream()
                        .anyMatch(condition -> condition.path("type").asText().equals("Ready")
                                && condition.path("status").asText().equals("True")))
                .map(node -> node.at("/metadata/name").asText())
                .toList();
    }

    static Path program() {
        var architecture =
                System.getProperty("os.arch").toLowerCase(Locale.ROOT).contains("aarch64") ? "arm64" : "amd64";
        return Workspace.cache().resolve("kubernetes/v1.36.3/linux-" + architecture + "/kubectl");
    }
}
