package io.bergwerk.server.start;

import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.engine.local.LocalEngine;
import io.bergwerk.engine.local.LocalEngineConfig;
import io.bergwerk.engine.local.LocalEngineConfig.OnExit;
import io.bergwerk.engine.local.workers.SimulatedWorkers;
import io.bergwerk.postgres.PostgresBinaries;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.cluster.Clusters;
import io.bergwerk.server.work.EngineLease;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine of this host, which runs while this server holds its lease.
final class Engines implements EngineLease.Holder, AutoCloseable {
    static final String LOCAL = "local";
    private static final Logger log = LoggerFactory.getLogger(Engines.class);

    private final ServerConfig config;
    private final DataDirectory data;
    private final Installation.Surroundings around;
    private final Catalog catalog;
    private final Clusters clusters;
    private volatile Optional<ClusterEngine> engine = Optional.empty();
    private volatile String problem = "";
    private AutoCloseable work = () -> {};

    Engines(
            ServerConfig config,
            DataDirectory data,
            Installation.Surroundings around,
            Catalog catalog,
            Clusters clusters) {
        this.config = config;
        this.data = data;
        this.around = around;
        this.catalog = catalog;
        this.clusters = clusters;
    }

    @Override
    public synchronized void acquired() {
        try {
            var started = start();
            engine = Optional.of(started);
            work = clusters.serve(started);
            problem = "";
        } catch (IOException | RuntimeException e) {
            problem = "the local engine did not start: " + e.getMessage();
            log.atError()
                    .setCause(e)
                    .log("the local engine did not start; clusters wait until the server is restarted");
        }
    }

    @Override
    public synchronized void lost() {
        try {
            work.close();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.atError().setCause(e).log("the work on clusters did not end cleanly");
        }
        work = () -> {};
        engine.ifPresent(ClusterEngine::close);
        engine = Optional.empty();
    }

    /// Whether clusters of a version can be built; empty while another server has the engine.
    Optional<VersionAvailability> availability(KubernetesVersion version) {
        return engine.map(present -> present.availability(version));
    }

    /// Why no clusters are built here though this server should; empty if all is well.
    Optional<String> problem() {
        return Optional.of(problem).filter(text -> !text.isEmpty());
    }

    @Override
    public void close() {
        lost();
    }

    private ClusterEngine start() throws IOException {
        var workers = config.engine().local().workers().forEngine();
        return LocalEngine.start(
                engineConfig(),
                around.clock(),
                around.random(),
                around.random(),
                changed -> new SimulatedWorkers(around.clock(), around.random(), workers, changed));
    }

    private LocalEngineConfig engineConfig() {
        var local = config.engine().local();
        var preferred =
                KubernetesVersion.parse(catalog.defaultRegion().defaults().kubernetesVersion());
        var others = catalog.offeredVersions(around.clock().instant()).stream()
                .map(offer -> offer.version())
                .filter(version -> !version.equals(preferred));
        return new LocalEngineConfig(
                data.root(),
                cache(),
                local.binariesDir(),
                local.build() ? buildScript() : Optional.empty(),
                Stream.concat(Stream.of(preferred), others).toList(),
                local.basePort(),
                local.onExit().equals("keep") ? OnExit.KEEP : OnExit.STOP,
                local.retention(),
                Optional.of(new InetSocketAddress(
                        config.api().listen(), config.api().port() + 2)),
                local.maxClusters());
    }

    private static Path cache() {
        return Optional.ofNullable(System.getProperty("bergwerk.cache"))
                .map(Path::of)
                .orElseGet(PostgresBinaries::userCache);
    }

    /// The launcher says where the program's own checkout is; elsewhere nothing can be built.
    private static Optional<Path> buildScript() {
        return Optional.ofNullable(System.getProperty("bergwerk.home"))
                .map(home -> Path.of(home, "kubernetes", "build"))
                .filter(Files::isExecutable);
    }
}
