package io.bergwerk.server.start;

import com.fasterxml.jackson.databind.JsonNode;

/// Backups of clusters of a running installation, and clusters that come back.
final class BackupCommands {
    private BackupCommands() {}

    /// `list CLUSTER`, `restore CLUSTER ID`, `deleted` or `undelete ID`.
    static int run(CommandLine line, DataDirectory data) {
        var rest = line.rest();
        try (var client = ClientCommands.open(data)) {
            switch (rest.isEmpty() ? "" : rest.getFirst()) {
                case "list" -> list(client, NamedCluster.of(client, rest, 2));
                case "restore" -> restore(client, NamedCluster.of(client, rest, 3), rest.get(2));
                case "deleted" -> deleted(client);
                case "undelete" -> {
                    NamedCluster.requireWords(rest, 2);
                    undelete(client, rest.get(1));
                }
                default ->
                    throw new StartException(
                            "backup: %s (expected: list, restore, deleted or undelete)".formatted(rest));
            }
            return 0;
        }
    }

    private static void list(OwnClient client, NamedCluster cluster) {
        for (var backup : cluster.ask(client, "ClusterBackupService/List", "").path("backups")) {
            System.out.println("%s  %s  %-9s  %-7s  %.1f MB"
                    .formatted(
                            backup.path("uuid").asText(),
                            backup.path("takenAt").asText(),
                            ClientCommands.word(backup.path("occasion").asText()),
                            backup.path("kubernetesVersion").asText(),
                            backup.path("sizeBytes").asLong() / 1e6));
        }
    }

    private static void restore(OwnClient client, NamedCluster cluster, String backup) {
        cluster.ask(client, "ClusterBackupService/Restore", ", \"backup\": \"%s\"".formatted(backup));
        System.out.println(
                "cluster %s is being brought back; ./bergwerk status says how far it is".formatted(cluster.name()));
    }

    private static void deleted(OwnClient client) {
        var project = ClientCommands.defaultProject(client);
        var answer = client.call(
                "/bergwerk.v1.ClusterBackupService/ListDeleted", "{\"project\": \"%s\"}".formatted(project));
        for (JsonNode cluster : answer.path("clusters")) {
            System.out.println("%s  %-12s deleted %s  can be brought back until %s"
                    .formatted(
                            cluster.path("uuid").asText(),
                            cluster.path("name").asText(),
                            cluster.path("deletedAt").asText(),
                            cluster.path("until").asText()));
        }
    }

    private static void undelete(OwnClient client, String uuid) {
        var deleted = new NamedCluster(ClientCommands.defaultProject(client), uuid, uuid);
        var cluster = deleted.ask(client, "ClusterBackupService/Undelete", "").path("cluster");
        System.out.println("cluster %s is being brought back; ./bergwerk status says how far it is"
                .formatted(cluster.path("name").asText()));
    }
}
