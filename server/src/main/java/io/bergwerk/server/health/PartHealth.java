package io.bergwerk.server.health;

/// One part of the platform.
///
/// @param message empty when healthy, else a sentence for users
public record PartHealth(Level level, String message) {
    /// From best to worst.
    public enum Level {
        HEALTHY,
        DEGRADED,
        UNHEALTHY
    }

    public static final PartHealth HEALTHY = new PartHealth(Level.HEALTHY, "");

    public static PartHealth degraded(String message) {
        return new PartHealth(Level.DEGRADED, message);
    }

    public static PartHealth unhealthy(String message) {
        return new PartHealth(Level.UNHEALTHY, message);
    }
}
