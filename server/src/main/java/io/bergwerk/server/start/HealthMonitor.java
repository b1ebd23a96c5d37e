package io.bergwerk.server.start;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.server.health.PartHealth;
import io.bergwerk.server.health.PlatformHealth;
import java.util.Optional;
import java.util.function.Supplier;

/// Measures the platform's parts.
final class HealthMonitor {
    /// What can be asked about the platform without waiting.
    ///
    /// @param databaseProblem why the database is away; empty if it is not
    /// @param engineProblem why nobody on this database builds clusters; empty if somebody does
    /// @param defaultVersion whether clusters of the default version can be built; empty if this server cannot tell
    record Probes(
            Supplier<Optional<String>> databaseProblem,
            Supplier<Optional<String>> engineProblem,
            KubernetesVersion version,
            Supplier<Optional<VersionAvailability>> defaultVersion) {}

    private final PlatformHealth health;
    private final Probes probes;

    HealthMonitor(PlatformHealth health, Probes probes) {
        this.health = health;
        this.probes = probes;
    }

    void measure() {
        health.measured(clusters(), PartHealth.HEALTHY, PartHealth.HEALTHY);
    }

    private PartHealth clusters() {
        var problem = probes.databaseProblem().get().or(probes.engineProblem());
        return problem.map(PartHealth::unhealthy)
                .orElseGet(
                        () -> probes.defaultVersion().get().map(this::version).orElse(PartHealth.HEALTHY));
    }

    private PartHealth version(VersionAvailability availability) {
        return switch (availability) {
            case VersionAvailability.Available() -> PartHealth.HEALTHY;
            case VersionAvailability.Preparing(int percent, String message) ->
                PartHealth.degraded(
                        "Kubernetes %s is being prepared (%d %%): %s".formatted(probes.version(), percent, message));
            case VersionAvailability.Unavailable(String message) -> PartHealth.unhealthy(message);
        };
    }
}
