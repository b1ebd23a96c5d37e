package io.bergwerk.server.cluster;

import java.time.Duration;
import java.util.Optional;

/// What a request said of maintenance, before rules and defaults.
///
/// @param window empty if the request had none; one that is there is whole, and takes the place of an older one
public record MaintenanceDraft(
        Optional<Boolean> kubernetesAutoupdate, Optional<Boolean> machineImageAutoupdate, Optional<Window> window) {
    /// @param duration empty if the request named none
    public record Window(Optional<Begin> begin, Optional<Duration> duration) {}

    /// @param timeZone empty and `Local` stand for UTC
    public record Begin(int hour, int minute, String timeZone) {}
}
