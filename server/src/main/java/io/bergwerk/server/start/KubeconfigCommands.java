package io.bergwerk.server.start;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// The kubeconfigs that a cluster of a running installation gave out.
final class KubeconfigCommands {
    private KubeconfigCommands() {}

    /// `list CLUSTER` or `revoke CLUSTER ID`, or `--all` instead of an id.
    static int run(CommandLine line, DataDirectory data) {
        try (var client = ClientCommands.open(data)) {
            return switch (verb(line.rest())) {
                case "list" -> listKubeconfigs(client, NamedCluster.of(client, line.rest(), 2));
                case "revoke" -> revokeKubeconfigs(client, line, data);
                default -> throw new StartException("kubeconfig: %s (expected: list or revoke)".formatted(line.rest()));
            };
        }
    }

    private static String verb(List<String> rest) {
        return rest.isEmpty() ? "" : rest.getFirst();
    }

    private static int listKubeconfigs(OwnClient client, NamedCluster cluster) {
        cluster.ask(client, "KubeconfigService/List", "").path("kubeconfigs").forEach(KubeconfigCommands::print);
        return 0;
    }

    private static int revokeKubeconfigs(OwnClient client, CommandLine line, DataDirectory data) {
        var all = line.has("all");
        var cluster = NamedCluster.of(client, line.rest(), all ? 2 : 3);
        if (all) {
            var revoked = cluster.ask(client, "KubeconfigService/RevokeAll", "");
            revoked.path("kubeconfigs").forEach(KubeconfigCommands::print);
        } else {
            var id = ", \"uuid\": \"%s\"".formatted(line.rest().get(2));
            print(cluster.ask(client, "KubeconfigService/Revoke", id).path("kubeconfig"));
        }
        forgetOurOwn(cluster, data);
        return 0;
    }

    /// The one that `./bergwerk kubectl` keeps may be among the revoked; it asks for another.
    private static void forgetOurOwn(NamedCluster cluster, DataDirectory data) {
        var file = data.kubeconfig(cluster.name());
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StartException("%s: cannot be removed: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void print(JsonNode kubeconfig) {
        System.out.println("%s  %-20s %-7s until %s  %s"
                .formatted(
                        kubeconfig.path("uuid").asText(),
                        kubeconfig.path("user").asText(),
                        ClientCommands.word(kubeconfig.path("role").asText()),
                        kubeconfig.path("until").asText(),
                        state(kubeconfig))
                .strip());
    }

    private static String state(JsonNode kubeconfig) {
        if (kubeconfig.has("refusedAt")) {
            return "revoked " + kubeconfig.path("revokedAt").asText();
        }
        return kubeconfig.has("revokedAt") ? "is being revoked" : "";
    }
}
