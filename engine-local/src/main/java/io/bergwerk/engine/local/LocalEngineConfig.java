package io.bergwerk.engine.local;

import io.bergwerk.engine.KubernetesVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How clusters are run on this host.
///
/// @param dataDirectory of this installation; clusters lie below `clusters/`, removed ones below `trash/`. At most
///     49 bytes long, because the path of a Unix socket in it is limited to 107 (unix(7))
/// @param cacheDirectory shared by all installations of a user: built programs, and who claims which ports
/// @param binariesDirectory with `kube-apiserver`, `kube-controller-manager`, `kube-scheduler` and `etcd`; asked before
///     the cache
/// @param buildScript builds a version of Kubernetes into the cache; empty if nothing may be built here
/// @param versions of Kubernetes on offer, the default one first
/// @param basePort first of 10,000 loopback ports, four for each cluster; 1024 to 55536
/// @param onExit what becomes of running control planes when the server stops
/// @param retention how long the data of a removed cluster is kept in `trash/`; zero removes it at once
/// @param router where clients reach all clusters by name over TLS; empty for none
/// @param maxClusters control planes that may run at a time; 0 for what memory and cores allow
public record LocalEngineConfig(
        Path dataDirectory,
        Path cacheDirectory,
        Optional<Path> binariesDirectory,
        Optional<Path> buildScript,
        List<KubernetesVersion> versions,
        int basePort,
        OnExit onExit,
        Duration retention,
        Optional<InetSocketAddress> router,
        int maxClusters) {
    private static final int DEFAULT_BASE_PORT = 20_000;
    private static final int LOWEST_BASE_PORT = 1024;
    private static final int HIGHEST_BASE_PORT = 55_536;
    private static final int LONGEST_SOCKET_PATH_BYTES = 107;
    private static final String SOCKET_IN_DATA = "/clusters/00000000-0000-0000-0000-000000000000/egress.sock";

    /// What becomes of running control planes when the server stops.
    public enum OnExit {
        /// They run on, and the next server takes them over.
        KEEP,
        /// They are stopped, and the next server starts them again.
        STOP
    }

    public LocalEngineConfig {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        cacheDirectory = cacheDirectory.toAbsolutePath().normalize();
        versions = List.copyOf(versions);
        require(
                dataDirectory.toString().getBytes(StandardCharsets.UTF_8).length + SOCKET_IN_DATA.length()
                        <= LONGEST_SOCKET_PATH_BYTES,
                "data directory",
                dataDirectory,
                "a path of at most %d bytes".formatted(LONGEST_SOCKET_PATH_BYTES - SOCKET_IN_DATA.length()));
        require(!versions.isEmpty(), "versions", versions, "at least one");
        require(
                basePort >= LOWEST_BASE_PORT && basePort <= HIGHEST_BASE_PORT,
                "base-port",
                basePort,
                LOWEST_BASE_PORT + " to " + HIGHEST_BASE_PORT);
        require(!retention.isNegative(), "retention", retention, "PT0S or more");
        require(maxClusters >= 0, "max-clusters", maxClusters, "0 or more");
    }

    private static void require(boolean holds, String property, Object given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(property, given, expected));
        }
    }

    /// The defaults: programs from the cache only, clusters run on when the server stops, a day in the trash, no
    /// router.
    public static LocalEngineConfig of(Path dataDirectory, Path cacheDirectory, List<KubernetesVersion> versions) {
        return new LocalEngineConfig(
                dataDirectory,
                cacheDirectory,
                Optional.empty(),
                Optional.empty(),
                versions,
                DEFAULT_BASE_PORT,
                OnExit.KEEP,
                Duration.ofDays(1),
                Optional.empty(),
                0);
    }
}
