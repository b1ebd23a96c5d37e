package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The released Python client and its gRPC stubs live through a cluster's whole life.
@ExtendWith(SharedInstallation.class)
class PythonTest {
    @Test
    void theReleasedClientLivesThroughAClustersLife(Installation installation) {
        var owner = new Account(installation.admin());
        var python = new PythonClient(owner.api());
        assertThat(python.ask("projects").path("projects").toString()).contains(owner.project());

        var made = python.ask("create", "snake");
        var uuid = made.path("uuid").asText();
        assertThat(made.path("type").asText() + " " + made.path("state").asText())
                .isEqualTo("Create Processing");
        assertThat(made.path("version").asText()).isEqualTo("1.36.3");
        assertThat(python.ask("list").path("uuids").toString()).contains(uuid);
        assertThat(python.ask("list", "--grpc").path("uuids").toString()).contains(uuid);

        var seen = python.run("watch", uuid, "--state", "Succeeded");
        assertThat(seen.getLast().path("progress").asInt()).isEqualTo(100);
        assertThat(seen)
                .allSatisfy(status -> assertThat(status.path("type").asText()).isEqualTo("Create"));

        var file = Workspace.get().newFile("python-kubeconfig.yaml");
        python.ask("kubeconfig", uuid, file.toString());
        Secrets.KNOWN.addKubeconfig(Workspace.read(file));
        var kubectl = new Kubectl(file);
        assertThat(kubectl.readyNodes()).hasSize(2);
        var viewing = Workspace.get().newFile("python-viewer.yaml");
        python.ask("kubeconfig", uuid, viewing.toString(), "--role", "viewer");
        assertThat(new Kubectl(viewing).run("get", "secrets", "-A").errors()).containsIgnoringCase("forbidden");

        var changed = python.ask("update", uuid, "--min", "3", "--max", "4");
        assertThat(changed.path("type").asText() + " " + changed.path("state").asText())
                .isEqualTo("Reconcile Processing");
        assertThat(changed.path("sizes").toString()).isEqualTo("[[3,4,1]]");
        assertThat(python.run("watch", uuid, "--state", "Succeeded"))
                .allSatisfy(status -> assertThat(status.path("type").asText()).isEqualTo("Reconcile"));
        assertThat(kubectl.readyNodes()).hasSize(3);
        var same = python.ask("update", uuid, "--min", "3", "--max", "4");
        assertThat(same.path("state").asText()).isEqualTo("Succeeded");
        for (var operation : List.of("RECONCILE", "MAINTAIN", "RETRY")) {
            assertThat(python.ask("operate", uuid, operation).path("type").asText())
                    .isEqualTo("Reconcile");
        }
        python.run("watch", uuid, "--state", "Succeeded");

        var deleted = python.ask("delete", uuid);
        assertThat(deleted.path("type").asText()).isEqualTo("Delete");
        assertThat(deleted.path("deleted").asBoolean()).isTrue();
        var end = python.run("watch", uuid).getLast();
        assertThat(end.path("error").asText()).isEqualTo("NOT_FOUND");
        assertThat(end.path("message").asText()).contains("no entity with uuid:\"%s\" found".formatted(uuid));
    }

    @Test
    void anErrorArrivesAsAnException(Installation installation) {
        assertThat(new PythonClient(installation.admin())
                        .ask("failure")
                        .path("exception")
                        .asText())
                .startsWith("Connecpy");
    }
}
