package io.bergwerk.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.engine.local.LocalEngine;
import io.bergwerk.engine.local.LocalEngineConfig;
import io.bergwerk.engine.local.controlplane.Component;
import io.bergwerk.engine.local.workers.SimulatedWorkers;
import io.bergwerk.engine.local.workers.WorkersConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/// One cluster on an engine of its own, without a server around it.
final class EngineCluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int FIRST_PORT = 20_000;

    private final LocalEngine engine;
    private final Path data;
    private final ClusterOrder order;
    private final KubeconfigOrder kubeconfig;

    private EngineCluster(LocalEngine engine, Path data, ClusterOrder order) {
        this.engine = engine;
        this.data = data;
        this.order = order;
        this.kubeconfig = new KubeconfigOrder(
                UUID.randomUUID(),
                "bench@local",
                KubeconfigRole.ADMIN,
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(3600));
    }

    /// @param versions that can be run, the first one to begin with
    static EngineCluster create(Workbench bench, String... versions) throws IOException, InterruptedException {
        var offered = List.of(versions).stream().map(KubernetesVersion::parse).toList();
        var data = bench.fresh("e");
        var config = new LocalEngineConfig(
                data,
                bench.cache(),
                Optional.empty(),
                Optional.empty(),
                offered,
                FIRST_PORT,
                LocalEngineConfig.OnExit.STOP,
                Duration.ZERO,
                Optional.empty(),
                0);
        var clock = InstantSource.system();
        var engine = LocalEngine.start(
                config,
                clock,
                new Random(1),
                new SecureRandom(),
                changed -> new SimulatedWorkers(clock, new Random(1), WorkersConfig.DEFAULT, changed));
        var id = new ClusterId(UUID.randomUUID());
        var order = new ClusterOrder(
                id,
                new ProjectId(UUID.randomUUID()),
                "bench",
                offered.getFirst(),
                "muc",
                "eqx-mu4",
                List.of(),
                List.of());
        var cluster = bench.keep(new EngineCluster(engine, data, order));
        for (var version : offered) {
            Await.until(
                    LIMIT,
                    LOOK_EVERY,
                    "programs of " + version,
                    () -> engine.availability(version) instanceof VersionAvailability.Available);
        }
        cluster.to(versions[0]);
        cluster.done(() -> engine.ensureSystemComponents(order));
        return cluster;
    }

    /// Blocks until the cluster runs in that version.
    void to(String version) throws IOException, InterruptedException {
        var wanted = new ClusterOrder(
                order.id(),
                order.project(),
                order.name(),
                KubernetesVersion.parse(version),
                order.region(),
                order.partition(),
                order.apiDnsNames(),
                order.workerGroups());
        done(() -> engine.ensureControlPlane(wanted));
    }

    void done(Supplier<StepResult> step) throws IOException, InterruptedException {
        Await.until(LIMIT, LOOK_EVERY, "the engine is done", () -> {
            var result = step.get();
            if (result instanceof StepResult.Failed failed) {
                throw new IOException(failed.message() + " " + failed.detail());
            }
            return result instanceof StepResult.Done;
        });
    }

    LocalEngine engine() {
        return engine;
    }

    ClusterId id() {
        return order.id();
    }

    Path directory() {
        return data.resolve("clusters").resolve(order.id().toString());
    }

    KubeconfigOrder kubeconfig() {
        return kubeconfig;
    }

    /// Of a client with an administrator's kubeconfig.
    Config client() {
        var endpoint = engine.observe(order.id()).endpoint().orElseThrow();
        var credentials = engine.issueKubeconfig(order.id(), kubeconfig);
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(endpoint.server().toString())
                .withCaCertData(base64(endpoint.caPem()))
                .withClientCertData(base64(credentials.certificatePem()))
                .withClientKeyData(base64(credentials.keyPem()))
                .build();
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /// Ends the API server as an operator would who restarts it.
    void restartApiServer() throws IOException {
        process("kube-apiserver").ifPresent(ProcessHandle::destroy);
    }

    /// Ends the whole control plane as a fault would that takes all of it.
    void killControlPlane() throws IOException {
        for (var component : Component.values()) {
            process(component.program()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private Optional<ProcessHandle> process(String program) throws IOException {
        var record = new ObjectMapper()
                .readTree(directory().resolve("run/" + program + ".json").toFile());
        return ProcessHandle.of(record.path("pid").asLong());
    }

    @Override
    public void close() throws IOException {
        try (engine) {
            done(() -> engine.removeWorkers(order.id()));
            done(() -> engine.removeControlPlane(order.id()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
