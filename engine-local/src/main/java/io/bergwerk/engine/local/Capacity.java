package io.bergwerk.engine.local;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.nio.file.Path;
import java.util.Optional;

/// Whether this host can carry one more control plane.
final class Capacity {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final long RESERVED_BYTES = 2L << 30;
    private static final long CLUSTER_BYTES = 300L << 20;
    private static final int CLUSTERS_PER_CORE = 20;
    private static final long KIB = 1024;

    private final int most;

    /// @param most control planes at a time; 0 for what memory and cores allow
    Capacity(int most) {
        this.most = most;
    }

    /// A sentence why there is no room; empty if there is.
    Optional<String> refusal(int running) {
        if (most > 0) {
            return running < most
                    ? Optional.empty()
                    : Optional.of("This host runs the %d clusters it may run.".formatted(most));
        }
        var byCores = Runtime.getRuntime().availableProcessors() * CLUSTERS_PER_CORE;
        if (running >= byCores) {
            return Optional.of("This host's processors carry no more than %d clusters.".formatted(byCores));
        }
        return availableBytes() < RESERVED_BYTES + CLUSTER_BYTES
                ? Optional.of("This host has not enough free memory for another cluster.")
                : Optional.empty();
    }

    private static long availableBytes() {
        return PrivateFiles.read(MEMORY)
                .orElse("")
                .lines()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
