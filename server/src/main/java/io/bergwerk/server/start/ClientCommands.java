package io.bergwerk.server.start;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the launcher asks of a running installation, with the token that lies in its data directory.
final class ClientCommands {
    private static final Duration KUBECONFIG_LIFE = Duration.ofHours(8);

    private ClientCommands() {}

    /// Prints a one-time link of the built-in sign-in.
    static int loginLink(CommandLine line, DataDirectory data) {
        var name = line.rest().isEmpty() ? "admin" : line.rest().getFirst();
        System.out.println(LoginLinks.ask(opsUrl(data), LoginLinks.PATH, read(data.adminToken()), name));
        return 0;
    }

    /// Makes a user of the built-in sign-in, and prints the link with which they sign in first.
    static int user(CommandLine line, DataDirectory data) {
        if (line.rest().size() != 2 || !line.rest().getFirst().equals("add")) {
            throw new StartException("user: %s (expected: add NAME)".formatted(line.rest()));
        }
        var name = line.rest().getLast();
        System.out.println(LoginLinks.ask(opsUrl(data), LoginLinks.USERS_PATH, read(data.adminToken()), name));
        return 0;
    }

    /// Prints a new API token, once.
    static int token(CommandLine line, DataDirectory data) {
        try (var client = open(data)) {
            var request = JsonNodeFactory.instance.objectNode();
            request.put("description", line.option("description").orElse("made on the command line"));
            line.option("expires").ifPresent(expires -> request.put("expires", expires));
            var roles = line.options("project-role").isEmpty() ? ownerOfDefault(client) : line.options("project-role");
            var projectRoles = request.putObject("projectRoles");
            for (var role : roles) {
                var parts = role.split("=", 2);
                if (parts.length != 2) {
                    throw new StartException("--project-role: %s (expected: PROJECT=ROLE)".formatted(role));
                }
                projectRoles.put(parts[0], parts[1]);
            }
            System.out.println(client.call("/api.v1.TokenService/Create", request.toString())
                    .path("secret")
                    .asText());
            return 0;
        }
    }

    private static List<String> ownerOfDefault(OwnClient client) {
        return List.of(defaultProject(client) + "=PROJECT_ROLE_OWNER");
    }

    /// Writes a kubeconfig of eight hours into the data directory and prints where it lies. Its first line is the
    /// request
    /// by which the launcher sees that the name still means this cluster.
    static int kubeconfig(CommandLine line, DataDirectory data) {
        if (line.rest().size() != 1) {
            throw new StartException("kubeconfig: %s (expected: the name of one cluster)".formatted(line.rest()));
        }
        var name = line.rest().getFirst();
        try (var client = open(data)) {
            var project = defaultProject(client);
            var cluster = find(client, project, name);
            var answer = client.call(
                    "/api.v1.ClusterService/GetAdminKubeconfig",
                    "{\"project\": \"%s\", \"uuid\": \"%s\", \"expiration\": \"%ds\"}"
                            .formatted(project, cluster, KUBECONFIG_LIFE.toSeconds()));
            var file = data.kubeconfig(name);
            var same = "# {\"project\": \"%s\", \"uuid\": \"%s\"}%n".formatted(project, cluster);
            data.keep(file, same + answer.path("kubeconfig").asText());
            System.out.println(file);
            return 0;
        }
    }

    static String find(OwnClient client, String project, String name) {
        var names = new ArrayList<String>();
        for (var cluster : clusters(client, project)) {
            if (cluster.path("name").asText().equals(name)) {
                return cluster.path("uuid").asText();
            }
            names.add(cluster.path("name").asText());
        }
        throw new StartException("cluster %s: there is none of that name (there are: %s)".formatted(name, names));
    }

    private static JsonNode clusters(OwnClient client, String project) {
        return client.call("/api.v1.ClusterService/List", "{\"project\": \"%s\"}".formatted(project))
                .path("clusters");
    }

    /// Prints a short table of clusters, and why one is not ready.
    static int status(CommandLine line, DataDirectory data) {
        try (var client = open(data)) {
            System.out.println("api      " + read(data.url()));
            for (var service : client.call("/api.v1.HealthService/Get", "{}").at("/health/services")) {
                System.out.println("%-8s %s %s"
                        .formatted(
                                word(service.path("name").asText()),
                                word(service.path("status").asText()),
                                service.path("message").asText("")));
            }
            for (var cluster : clusters(client, defaultProject(client))) {
                var status = cluster.path("status");
                System.out.println("cluster  %-12s %-8s %-9s %s %3d%%"
                        .formatted(
                                cluster.path("name").asText(),
                                cluster.at("/kubernetes/version").asText(),
                                status.path("type").asText(),
                                status.path("state").asText(),
                                status.path("progress").asInt()));
            }
            return 0;
        }
    }

    /// `SERVICE_STATUS_HEALTHY` reads `healthy`.
    static String word(String enumName) {
        return enumName.substring(enumName.lastIndexOf('_') + 1).toLowerCase(java.util.Locale.ROOT);
    }

    static String defaultProject(OwnClient client) {
        return client.call("/api.v1.UserService/Get", "{}")
                .at("/user/defaultProject/uuid")
                .asText();
    }

    /// Metrics and health, and so login links, are at the port after the API's.
    private static URI opsUrl(DataDirectory data) {
        var url = URI.create(read(data.run().resolve("local.url")));
        return URI.create("http://127.0.0.1:" + (url.getPort() + 1));
    }

    static OwnClient open(DataDirectory data) {
        var url = URI.create(read(data.run().resolve("local.url")));
        return new OwnClient(url, read(data.adminToken()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new StartException(
                    "%s: no installation runs there (start one with ./bergwerk up)".formatted(file), e);
        } catch (IOException e) {
            throw new StartException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }
}
