package io.bergwerk.server.cluster;

import java.time.Duration;

/// When the platform may change a cluster by itself, and what.
///
/// @param beginHour 0 to 23, in `timeZone`
/// @param beginMinute 0 to 59
/// @param timeZone an IANA name or `UTC`
/// @param duration 1 hour or more, less than 4 hours
public record Maintenance(
        boolean kubernetesAutoupdate,
        boolean machineImageAutoupdate,
        int beginHour,
        int beginMinute,
        String timeZone,
        Duration duration) {
    /// What a cluster gets whose creator said nothing.
    static final Maintenance DEFAULT = new Maintenance(true, true, 1, 0, "UTC", Duration.ofHours(2));
}
