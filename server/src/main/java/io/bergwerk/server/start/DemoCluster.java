package io.bergwerk.server.start;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The cluster that a first start makes, by the API like any other.
///
/// Made once: whoever deletes it does not find it again after the next start.
final class DemoCluster {
    static final String NAME = "demo";
    private static final Duration POLL = Duration.ofMillis(200);

    private final OwnClient client;
    private final DataDirectory data;
    private final String project;

    DemoCluster(OwnClient client, DataDirectory data) {
        this.client = client;
        this.data = data;
        this.project = client.call("/api.v1.UserService/Get", "{}")
                .at("/user/defaultProject/uuid")
                .asText();
    }

    /// Asks for it unless that was done before.
    void request() {
        var asked = data.run().resolve("demo.asked");
        if (Files.exists(asked)) {
            return;
        }
        if (find() == null) {
            client.call("/api.v1.ClusterService/Create", """
                    {"name": "%s", "project": "%s", "workers": [
                      {"name": "group-0", "machineType": "%s", "minsize": 2, "maxsize": 3, "maxsurge": 1}]}""".formatted(NAME, project, machineType()));
        }
        data.keep(asked, "yes\n");
    }

    /// Shows how far it is until it is there.
    ///
    /// @return false if there is none
    boolean follow(StartEvents events) {
        var cluster = find();
        if (cluster == null) {
            return false;
        }
        var step = events.begin("demo", "demo cluster");
        while (cluster != null && !Thread.currentThread().isInterrupted()) {
            var status = cluster.path("status");
            if (status.path("state").asText().equals("Succeeded")) {
                step.done("two nodes are ready");
                return true;
            }
            step.progress(status.path("progress").asInt(), waitingFor(status));
            LockSupport.parkNanos(POLL.toNanos());
            cluster = find();
        }
        step.done("was deleted");
        return false;
    }

    private static String waitingFor(JsonNode status) {
        for (var condition : status.path("conditions")) {
            var message = condition.path("statusMessage").asText();
            if (!condition.path("status").asText().equals("True") && !message.isEmpty()) {
                return message;
            }
        }
        return "demo cluster is being built";
    }

    private @Nullable JsonNode find() {
        var clusters = client.call("/api.v1.ClusterService/List", "{\"project\": \"%s\"}".formatted(project))
                .path("clusters");
        for (var cluster : clusters) {
            if (cluster.path("name").asText().equals(NAME)) {
                return cluster;
            }
        }
        return null;
    }

    private String machineType() {
        var assets = client.call("/api.v1.AssetService/List", "{}").path("assets");
        return assets.path(0).at("/region/defaults/machineType").asText();
    }
}
