package io.bergwerk.engine.local.workers.events;

/// Something worth telling.
///
/// @param component who tells it
/// @param host the node on which that is; empty if it is on none
public record Happening(boolean warning, String reason, String message, String component, String host) {
    public static final String PLATFORM = "bergwerk";
    public static final String AUTOSCALER = "cluster-autoscaler"; // as users know it from upstream

    public static Happening normal(String component, String reason, String message) {
        return new Happening(false, reason, message, component, "");
    }

    public static Happening warning(String component, String reason, String message) {
        return new Happening(true, reason, message, component, "");
    }
}
