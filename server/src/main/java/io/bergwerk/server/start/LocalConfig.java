package io.bergwerk.server.start;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How clusters run on this host.
///
/// @param binariesDir directory with `kube-apiserver`, `kube-controller-manager`, `kube-scheduler` and
///     `etcd`; asked before the cache
/// @param build whether versions that are nowhere to be found may be built here from source
/// @param basePort first of 10,000 loopback ports, four for each cluster; 1024 to 55536
/// @param onExit what becomes of running control planes when the server stops: `stop` or `keep`
/// @param retention how long the data of a deleted cluster is kept in `trash/`
/// @param maxClusters control planes that may run at a time; 0 for what memory and cores allow
/// @param workers how patient nodes are
public record LocalConfig(
        Optional<Path> binariesDir,
        boolean build,
        int basePort,
        String onExit,
        Duration retention,
        int maxClusters,
        LocalWorkersConfig workers) {
    public static final LocalConfig DEFAULT =
            new LocalConfig(Optional.empty(), true, 20_000, "stop", Duration.ofDays(1), 0, LocalWorkersConfig.DEFAULT);

    public LocalConfig {
        require(basePort >= 1024 && basePort <= 55_536, "base-port", basePort, "1024 to 55536");
        require(onExit.equals("stop") || onExit.equals("keep"), "on-exit", onExit, "stop or keep");
        require(!retention.isNegative(), "retention", retention, "PT0S or more");
        require(maxClusters >= 0, "max-clusters", maxClusters, "0 or more");
    }

    private static void require(boolean holds, String name, Object given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("engine.local.%s: %s (expected: %s)".formatted(name, given, expected));
        }
    }
}
