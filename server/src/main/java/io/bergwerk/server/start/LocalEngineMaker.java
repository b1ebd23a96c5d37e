package io.bergwerk.server.start;

import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.local.LocalEngine;
import io.bergwerk.engine.local.LocalEngineConfig;
import io.bergwerk.engine.local.LocalEngineConfig.OnExit;
import io.bergwerk.engine.local.workers.SimulatedWorkers;
import io.bergwerk.postgres.PostgresBinaries;
import io.bergwerk.server.catalog.Catalog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Control planes as processes of this host, configured as the operator wants them.
record LocalEngineMaker(ServerConfig config, DataDirectory data, Installation.Surroundings around, Catalog catalog)
        implements EngineMaker {
    @Override
    public String name() {
        return "local";
    }

    @Override
    public ClusterEngine make() throws IOException {
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
