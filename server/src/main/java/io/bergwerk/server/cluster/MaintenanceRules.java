package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/// The rules of maintenance windows.
final class MaintenanceRules {
    private static final String FIELD = "maintenance.time_window.";
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration TOO_LONG = Duration.ofHours(4);

    private MaintenanceRules() {}

    /// @param before what holds where the request says nothing
    static Maintenance complete(Optional<MaintenanceDraft> asked, Maintenance before) {
        if (asked.isEmpty()) {
            return before;
        }
        var window = asked.get().window().map(MaintenanceRules::window).orElse(before);
        return new Maintenance(
                asked.get().kubernetesAutoupdate().orElse(before.kubernetesAutoupdate()),
                asked.get().machineImageAutoupdate().orElse(before.machineImageAutoupdate()),
                window.beginHour(),
                window.beginMinute(),
                window.timeZone(),
                window.duration());
    }

    /// A window is completed from the standard one, never from an older one.
    private static Maintenance window(MaintenanceDraft.Window asked) {
        var standard = Maintenance.DEFAULT;
        var begin = asked.begin()
                .orElseGet(() ->
                        new MaintenanceDraft.Begin(standard.beginHour(), standard.beginMinute(), standard.timeZone()));
        return new Maintenance(
                standard.kubernetesAutoupdate(),
                standard.machineImageAutoupdate(),
                between(23, "begin.hour", begin.hour()),
                between(59, "begin.minute", begin.minute()),
                zone(begin.timeZone()),
                duration(asked.duration().orElse(standard.duration())));
    }

    private static int between(int most, String field, int given) {
        if (given < 0 || given > most) {
            throw ApiException.invalid(FIELD + field, given, "0 to " + most);
        }
        return given;
    }

    private static String zone(String given) {
        if (given.isEmpty() || given.equals("Local") || given.equals("UTC")) {
            return "UTC";
        }
        // Only names: the JDK would also take offsets such as `+02:00`, which know no daylight saving.
        if (!ZoneId.getAvailableZoneIds().contains(given)) {
            throw ApiException.invalid(FIELD + "begin.timezone", given, "an IANA name such as Europe/Berlin, or UTC");
        }
        return given;
    }

    private static Duration duration(Duration given) {
        if (given.compareTo(SHORTEST) < 0 || given.compareTo(TOO_LONG) >= 0) {
            throw ApiException.invalid(FIELD + "duration", given, "1 hour or more, less than 4 hours");
        }
        return given;
    }
}
