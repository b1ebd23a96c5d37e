package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// What a cluster is made of on its host: processes, ports, files, rows. All of it is there once while the cluster
/// lives, and nothing of it afterwards.
final class ClusterTraces {
    static final List<String> COMPONENTS =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");
    private static final Set<String> OTHER_FILES = Set.of("postgres", "log", "trash");
    private static final int PORTS_PER_CLUSTER = 4;

    private final Installation installation;
    private final Set<Path> filesBefore;
    private final List<Integer> ports = new ArrayList<>();

    /// @param installation without any cluster yet
    ClusterTraces(Installation installation) {
        this.installation = installation;
        this.filesBefore = files();
    }

    /// One cluster that has everything, and everything once.
    void assertMadeOnce(ClusterCalls cluster) throws SQLException {
        var kubectl = cluster.kubectl("GetAdminKubeconfig");
        assertThat(kubectl.readyNodes()).hasSize(2);
        assertThat(kubectl.ask("get", "nodes", "-o", "name").lines()).hasSize(2);
        for (var component : COMPONENTS) {
            assertThat(processes(component)).as(component).hasSize(1);
        }
        assertThat(cluster.owner()
                        .onProject("api.v1.ClusterService/List", "")
                        .ok()
                        .path("clusters"))
                .hasSize(1);
        assertThat(rows("SELECT count(*) FROM cluster WHERE deleted_at IS NULL"))
                .isEqualTo(1);
        ports.clear();
        ports.addAll(claims());
        assertThat(ports).hasSize(1);
    }

    /// Nothing of any cluster, but for what is in the trash and the row that remembers it for a while.
    void assertNothingLeft(ClusterCalls cluster) throws SQLException {
        for (var component : COMPONENTS) {
            assertThat(processes(component)).as(component).isEmpty();
        }
        assertThat(claims()).isEmpty();
        assertThat(ports.stream()
                        .flatMap(first -> IntStream.range(first, first + PORTS_PER_CLUSTER)
                                .boxed()))
                .noneMatch(Ports::answers);
        assertThat(files()).isEqualTo(filesBefore);
        assertThat(cluster.owner().onProject("api.v1.ClusterService/List", "").ok())
                .isEqualTo(Api.json("{}"));
        var uuid = cluster.uuid();
        assertThat(rows("SELECT count(*) FROM cluster WHERE deleted_at IS NULL"))
                .isZero();
        assertThat(rows("SELECT count(*) FROM kubeconfig WHERE cluster = '%s'".formatted(uuid)))
                .isZero();
        Await.holds("no work for the cluster", ClusterCalls.DELETION, () -> work(uuid) == 0, () -> work(uuid));
    }

    private List<Processes.Running> processes(String component) {
        return Processes.of(installation.data()).stream()
                .filter(process -> process.isProgram(component))
                .toList();
    }

    /// The first ports of those that clusters of this installation claim on this host.
    private List<Integer> claims() {
        var clusters = installation.data().resolve("clusters").toString();
        try (var files = Files.newDirectoryStream(Workspace.cache().resolve("ports"), "[0-9]*")) {
            var claims = new ArrayList<Integer>();
            for (var file : files) {
                if (content(file).startsWith(clusters)) {
                    claims.add(Integer.parseInt(file.getFileName().toString()));
                }
            }
            return claims;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Empty for a claim that another test run gives up at this moment.
    private static String content(Path claim) {
        try {
            return Files.readString(claim);
        } catch (IOException e) {
            return "";
        }
    }

    private Set<Path> files() {
        var found = new TreeSet<Path>();
        try (var entries = Files.list(installation.data())) {
            entries.filter(entry -> !OTHER_FILES.contains(entry.getFileName().toString()))
                    .forEach(entry -> found.addAll(Workspace.filesBelow(entry)));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long work(String uuid) {
        try {
            return rows("SELECT count(*) FROM work WHERE key = '%s'".formatted(uuid));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long rows(String query) throws SQLException {
        try (var connection = installation.database();
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
