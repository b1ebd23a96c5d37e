package io.bergwerk.server.start;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// What the launcher asks about one cluster of a running installation.
final class ClusterCommands {
    private ClusterCommands() {}

    /// `list CLUSTER` or `revoke CLUSTER ID`, or `--all` instead of an id.
    static int kubeconfigs(CommandLine line, DataDirectory data) {
        try (var client = ClientCommands.open(data)) {
            return switch (verb(line.rest())) {
                case "list" -> listKubeconfigs(client, Named.of(client, line.rest(), 2));
                case "revoke" -> revokeKubeconfigs(client, line, data);
                default -> throw new StartException("kubeconfig: %s (expected: list or revoke)".formatted(line.rest()));
            };
        }
    }

    private static String verb(List<String> rest) {
        return rest.isEmpty() ? "" : rest.getFirst();
    }

    /// A cluster by its name, as requests of our own services name it.
    private record Named(String project, String uuid, String name) {
        /// @param words how many the command has, the second of which is the cluster's name
        static Named of(OwnClient client, List<String> rest, int words) {
            if (rest.size() != words) {
                throw new StartException("%s: see ./bergwerk help".formatted(String.join(" ", rest)));
            }
            var project = ClientCommands.defaultProject(client);
            return new Named(project, ClientCommands.find(client, project, rest.get(1)), rest.get(1));
        }

        JsonNode ask(OwnClient client, String method, String more) {
            return client.call(
                    "/bergwerk.v1." + method,
                    "{\"project\": \"%s\", \"cluster\": \"%s\"%s}".formatted(project, uuid, more));
        }
    }

    private static int listKubeconfigs(OwnClient client, Named cluster) {
        cluster.ask(client, "KubeconfigService/List", "").path("kubeconfigs").forEach(ClusterCommands::print);
        return 0;
    }

    private static int revokeKubeconfigs(OwnClient client, CommandLine line, DataDirectory data) {
        var all = line.has("all");
        var cluster = Named.of(client, line.rest(), all ? 2 : 3);
        if (all) {
            var revoked = cluster.ask(client, "KubeconfigService/RevokeAll", "");
            revoked.path("kubeconfigs").forEach(ClusterCommands::print);
        } else {
            var id = ", \"uuid\": \"%s\"".formatted(line.rest().get(2));
            print(cluster.ask(client, "KubeconfigService/Revoke", id).path("kubeconfig"));
        }
        forgetOurOwn(cluster, data);
        return 0;
    }

    /// The one that `./bergwerk kubectl` keeps may be among the revoked; it asks for another.
    private static void forgetOurOwn(Named cluster, DataDirectory data) {
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
