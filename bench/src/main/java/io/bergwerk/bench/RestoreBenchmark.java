package io.bergwerk.bench;

import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.RestoreOrder;
import io.bergwerk.engine.local.backup.BackupFiles;
import io.bergwerk.engine.local.backup.DatastoreTools;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// How long a snapshot and a restore of a cluster with many objects take, and how long clients are without an
/// API.
final class RestoreBenchmark implements Benchmark {
    private static final String VERSION = "1.36.3";
    private static final int OBJECTS = 10_000;
    private static final int AT_A_TIME = 64;
    private static final Duration SETTLE = Duration.ofSeconds(2);

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var cluster = EngineCluster.create(bench, VERSION);
        var config = cluster.client();
        fill(config);
        var files = new BackupFiles(cluster.directory());
        var begun = System.nanoTime();
        var backup = files.take(
                new DatastoreTools(etcd(bench), cluster.directory()),
                Occasion.SCHEDULED,
                KubernetesVersion.parse(VERSION),
                Instant.now(),
                Set.of());
        var snapshot = seconds(begun);

        var client = bench.keep(FreshConnections.to(config));
        Await.pause(SETTLE);
        client.since();
        begun = System.nanoTime();
        var order = new RestoreOrder(UUID.randomUUID(), backup.id(), List.of(cluster.kubeconfig()));
        cluster.done(() -> cluster.engine().ensureRestored(cluster.id(), order));
        var restore = seconds(begun);
        Await.pause(SETTLE);
        var seen = client.since();
        cluster.killControlPlane();
        client.awaitOutage();
        return List.of(
                figure("snapshot of %d objects, checked".formatted(OBJECTS), snapshot),
                figure("restore of them until all of it runs", restore),
                figure("longest time without an answer of the API meanwhile", seen.longestGapSeconds())
                        .beside(
                                "the same control plane, killed and restarted",
                                client.since().longestGapSeconds()));
    }

    private static Figure figure(String what, double value) {
        return Figure.of("restore", what, value, "s");
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static Path etcd(Workbench bench) throws IOException {
        try (var found = Files.walk(bench.cache().resolve("etcd"), 3)) {
            return found.filter(file -> file.endsWith("etcd") && Files.isRegularFile(file))
                    .findFirst()
                    .orElseThrow(() -> new IOException("etcd is not in the cache"));
        }
    }

    private static void fill(Config config) throws IOException, InterruptedException {
        var server = URI.create(config.getMasterUrl()).resolve("/api/v1/namespaces/default/configmaps");
        var free = new Semaphore(AT_A_TIME);
        var made = new AtomicInteger();
        try (var http =
                HttpClient.newBuilder().sslContext(KubeTls.context(config)).build()) {
            for (var number = 0; number < OBJECTS; number++) {
                free.acquire();
                var body = """
                        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "object-%d"},
                         "data": {"text": "%s"}}""".formatted(number, "x".repeat(500));
                var request = HttpRequest.newBuilder(server)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
                var _ = http.sendAsync(request, BodyHandlers.discarding()).whenComplete((answer, _) -> {
                    if (answer != null && answer.statusCode() == 201) {
                        made.incrementAndGet();
                    }
                    free.release();
                });
            }
            free.acquire(AT_A_TIME);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        if (made.get() < OBJECTS) {
            throw new IOException("only %d of %d objects were made".formatted(made.get(), OBJECTS));
        }
    }
}
