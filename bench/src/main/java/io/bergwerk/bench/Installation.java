package io.bergwerk.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A running server under test, started as the launcher starts it.
final class Installation implements AutoCloseable {
    static final String CLUSTERS = "api.v1.ClusterService/";
    private static final String API_ANSWERS = "step api done";
    private static final int START_LIMIT_SECONDS = 180;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Child server;
    private final Calls calls;
    private final String project;
    private final String machineType;
    private final String otherMachineType;

    private Installation(Child server, Calls calls) throws IOException, InterruptedException {
        this.server = server;
        this.calls = calls;
        this.project = calls.call("api.v1.UserService/Get", "{}")
                .at("/user/defaultProject/uuid")
                .asText();
        var asset = calls.call("api.v1.AssetService/List", "{}").path("assets").path(0);
        this.machineType = asset.at("/region/defaults/machineType").asText();
        this.otherMachineType = asset.path("machineTypes")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(type -> !type.equals(machineType))
                .findFirst()
                .orElseThrow(() -> new IOException("one machine type (expected: two)"));
    }

    /// With real clusters; returns when the programs they need are there.
    static Installation withClusters(Workbench bench) throws IOException, InterruptedException {
        return start(bench, bench.cache(), Map.of(), "ready");
    }

    /// With an engine that has no programs: clusters are accepted and wait, and nothing runs beside the server.
    static Installation withoutClusters(Workbench bench, Database database) throws IOException, InterruptedException {
        return start(bench, bench.fresh("cache"), database.environment(), API_ANSWERS);
    }

    /// With clusters that nothing stands behind, so that what is measured is the server alone; on a data directory that
    /// may have been another's before. The server looks for the rest in the environment.
    static Installation ofFleet(
            Workbench bench, Database database, Path data, List<String> options, Map<String, String> more)
            throws IOException, InterruptedException {
        var port = FreePorts.inARow(3);
        var environment = new HashMap<>(database.environment());
        environment.putAll(more);
        environment.put("BERGWERK_API_PORT", String.valueOf(port));
        var command = java(bench, options);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), FleetMain.class.getName(), data.toString()));
        return start(bench, command, data, port, environment, API_ANSWERS);
    }

    private static Installation start(Workbench bench, Path cache, Map<String, String> environment, String sign)
            throws IOException, InterruptedException {
        var data = bench.fresh("d");
        var port = FreePorts.inARow(3);
        var command = command(bench, List.of("-Dbergwerk.cache=" + cache), data, port);
        return start(bench, command, data, port, environment, sign);
    }

    private static Installation start(
            Workbench bench, List<String> command, Path data, int port, Map<String, String> environment, String sign)
            throws IOException, InterruptedException {
        var server = bench.keep(Child.start("server", command, environment(environment), bench.fresh("log")));
        server.await(sign, START_LIMIT_SECONDS);
        var token = Files.readString(data.resolve("admin.token")).strip();
        var calls = bench.keep(new Calls(URI.create("http://127.0.0.1:" + port), token));
        return new Installation(server, calls);
    }

    /// The launcher's options, so that what is measured is what users run.
    static List<String> command(Workbench bench, List<String> options, Path data, int port) {
        var command = java(bench, options);
        command.addAll(List.of(
                "-jar",
                bench.home().resolve("server/target/bergwerk-server.jar").toString(),
                "serve",
                "--data",
                data.toString(),
                "--port",
                String.valueOf(port),
                "--no-demo"));
        return command;
    }

    private static List<String> java(Workbench bench, List<String> options) {
        var command = new ArrayList<>(List.of(
                bench.java().toString(), "-XX:+UseSerialGC", "-Xmx384m", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        return command;
    }

    static Map<String, String> environment(Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.put("BERGWERK_RATE_LIMIT_PER_TOKEN", "0");
        environment.put("BERGWERK_RATE_LIMIT_PER_ADDRESS", "0");
        environment.put("BERGWERK_RATE_LIMIT_SECRETS_PER_USER", "0");
        environment.put("BERGWERK_ENGINE_LOCAL_RETENTION", "PT0S");
        return environment;
    }

    long pid() {
        return server.pid();
    }

    Calls calls() {
        return calls;
    }

    String project() {
        return project;
    }

    /// @return the new cluster's id
    String create(String name, int workers) throws IOException, InterruptedException {
        var body = """
                {"name": "%s", "project": "%s", "workers": [{"name": "group-0", "machineType": "%s",
                 "minsize": %d, "maxsize": %d, "maxsurge": 1}]}""".formatted(name, project, machineType, workers, workers + 1);
        return calls.call(CLUSTERS + "Create", body).at("/cluster/uuid").asText();
    }

    /// Has all nodes of a cluster's group replaced.
    void changeMachineType(String cluster, int workers) throws IOException, InterruptedException {
        var body = """
                {"uuid": "%s", "project": "%s", "workers": [{"name": "group-0", "machineType": "%s",
                 "minsize": %d, "maxsize": %d, "maxsurge": 1}]}""".formatted(cluster, project, otherMachineType, workers, workers + 1);
        calls.call(CLUSTERS + "Update", body);
    }

    /// What becomes of the project's clusters from now on.
    StatusStream statuses() throws IOException, InterruptedException {
        return StatusStream.open(calls.http(), this);
    }

    /// Empty while the cluster has nobody to ask for one.
    Optional<String> kubeconfig(String cluster) throws InterruptedException {
        return calls.attempt(CLUSTERS + "GetAdminKubeconfig", named(cluster))
                .map(answer -> answer.path("kubeconfig").asText())
                .filter(text -> !text.isEmpty());
    }

    String named(String cluster) {
        return "{\"project\": \"%s\", \"uuid\": \"%s\"}".formatted(project, cluster);
    }

    JsonNode list() throws IOException, InterruptedException {
        return calls.call(CLUSTERS + "List", "{\"project\": \"%s\"}".formatted(project))
                .path("clusters");
    }

    void awaitHealthy(int clusters, Duration limit) throws IOException, InterruptedException {
        Await.until(limit, LOOK_EVERY.multipliedBy(10), clusters + " healthy clusters", () -> healthy() == clusters);
    }

    /// How many clusters are done and have all that is asked of them.
    int healthy() throws IOException, InterruptedException {
        var count = 0;
        for (var cluster : list()) {
            var status = cluster.path("status");
            var ready = List.of("apiServerReady", "controlPlaneReady", "nodesReady", "systemComponentsReady").stream()
                    .allMatch(condition -> status.path(condition).asText().equals("True"));
            count += ready && status.path("state").asText().equals("Succeeded") ? 1 : 0;
        }
        return count;
    }

    void delete(String cluster) throws IOException, InterruptedException {
        calls.call(CLUSTERS + "Delete", named(cluster));
    }

    void awaitNone(Duration limit) throws IOException, InterruptedException {
        Await.until(limit, LOOK_EVERY, "no cluster", () -> list().isEmpty());
    }

    @Override
    public void close() {
        server.close();
    }
}
