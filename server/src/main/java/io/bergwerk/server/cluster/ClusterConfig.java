package io.bergwerk.server.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What users may have. A property is `clusters.workers-max` in the file, `BERGWERK_CLUSTERS_WORKERS_MAX` in the
/// environment.
///
/// @param domain DNS zone under which the API servers have names; without it kubeconfigs carry addresses
/// @param purpose of new clusters: `production`, `infrastructure` or `evaluation`
/// @param workersMax sum of `maxsize` over a cluster's worker groups at most; 1 to 1,024
/// @param perProjectMax live clusters of one project at most; 1 to 1,000
/// @param workersPerProjectMax sum of `maxsize` over the worker groups of all clusters of one project at most; 1 to
///     100,000
/// @param kubeconfigMax how long a kubeconfig may hold; 8 h or more, because the public clients ask for that
/// @param kubeconfigsMax live kubeconfigs of one cluster at most; 1 to 10,000
/// @param kubeconfigPatience how long a caller waits for the server that has the engine; 1 s to 5 s
/// @param keepDeleted how long the rows of deleted clusters stay for support; 1 min or more
public record ClusterConfig(
        Optional<String> domain,
        String purpose,
        int workersMax,
        int perProjectMax,
        int workersPerProjectMax,
        Duration kubeconfigMax,
        int kubeconfigsMax,
        Duration kubeconfigPatience,
        Duration keepDeleted) {
    private static final Set<String> PURPOSES = Set.of("production", "infrastructure", "evaluation");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63}){1,10}");

    public static final ClusterConfig DEFAULT = new ClusterConfig(
            Optional.empty(),
            "evaluation",
            32,
            100,
            1000,
            Duration.ofHours(24),
            1000,
            Duration.ofSeconds(4),
            Duration.ofHours(24));

    public ClusterConfig {
        domain.ifPresent(name -> require(DOMAIN.matcher(name).matches(), "domain", name, "like k8s.example.org"));
        require(PURPOSES.contains(purpose), "purpose", purpose, "one of " + PURPOSES);
        require(workersMax >= 1 && workersMax <= 1024, "workers-max", workersMax, "1 to 1024");
        require(perProjectMax >= 1 && perProjectMax <= 1000, "per-project-max", perProjectMax, "1 to 1000");
        require(
                workersPerProjectMax >= 1 && workersPerProjectMax <= 100_000,
                "workers-per-project-max",
                workersPerProjectMax,
                "1 to 100000");
        require(kubeconfigMax.toHours() >= 8, "kubeconfig-max", kubeconfigMax, "PT8H or more");
        require(kubeconfigsMax >= 1 && kubeconfigsMax <= 10_000, "kubeconfigs-max", kubeconfigsMax, "1 to 10000");
        require(
                kubeconfigPatience.toMillis() >= 1000 && kubeconfigPatience.toMillis() <= 5000,
                "kubeconfig-patience",
                kubeconfigPatience,
                "PT1S to PT5S");
        require(keepDeleted.toSeconds() >= 60, "keep-deleted", keepDeleted, "PT1M or more");
    }

    private static void require(boolean holds, String name, Object given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("clusters.%s: %s (expected: %s)".formatted(name, given, expected));
        }
    }
}
