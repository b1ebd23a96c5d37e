package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/// One opening of a cluster's daily maintenance window.
///
/// At every instant between the two, a clock on the wall of the window's time zone shows a time inside the window.
/// So when clocks go forward the window is shorter by what they leave out, and does not open at all on a day
/// without any of it; when they go back it may be longer by what they show twice, and one that begins or ends
/// within that hour has it once.
///
/// @param end no longer part of it
record MaintenanceWindow(Instant begin, Instant end) {
    /// A whole day is the most that a zone ever left out, and a window may have begun the day before.
    private static final int DAYS_BACK = 2;
    private static final int DAYS_AHEAD = 5;

    /// The window that is open, or else the one that opens next.
    static MaintenanceWindow openOrNext(Maintenance maintenance, Instant now) {
        var today = LocalDate.ofInstant(now, ZoneId.of(maintenance.timeZone()));
        for (var day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
            var window = on(today.plusDays(day), maintenance).filter(found -> now.isBefore(found.end));
            if (window.isPresent()) {
                return window.get();
            }
        }
        throw new IllegalStateException("no window of %s within days of %s".formatted(maintenance, now));
    }

    private static Optional<MaintenanceWindow> on(LocalDate day, Maintenance maintenance) {
        var zone = ZoneId.of(maintenance.timeZone());
        var opens = day.atTime(LocalTime.of(maintenance.beginHour(), maintenance.beginMinute()));
        var begin = last(opens, zone);
        return firstAfter(begin, opens.plus(maintenance.duration()), zone)
                .map(end -> new MaintenanceWindow(begin, end));
    }

    /// The last instant at which clocks show this time, or at which they pass over it.
    private static Instant last(LocalDateTime time, ZoneId zone) {
        var rules = zone.getRules();
        var offsets = rules.getValidOffsets(time);
        return offsets.isEmpty() ? rules.getTransition(time).getInstant() : time.toInstant(offsets.getLast());
    }

    /// The first instant after another at which clocks show this time or pass over it.
    private static Optional<Instant> firstAfter(Instant begin, LocalDateTime time, ZoneId zone) {
        return zone.getRules().getValidOffsets(time).stream()
                .map(time::toInstant)
                .filter(instant -> instant.isAfter(begin))
                .findFirst()
                .or(() -> Optional.of(last(time, zone)).filter(instant -> instant.isAfter(begin)));
    }

    boolean isOpen(Instant now) {
        return !now.isBefore(begin) && now.isBefore(end);
    }

    /// When this cluster's turn is: somewhere in the first half, the same every day, so that the clusters of one
    /// window spread.
    Instant turnOf(ClusterId cluster) {
        var half = Math.max(1, Duration.between(begin, end).toSeconds() / 2);
        return begin.plusSeconds(Math.floorMod(spread(cluster), half));
    }

    /// Ids that follow each other lie far apart afterwards (the finalizer of MurmurHash3).
    private static long spread(ClusterId cluster) {
        var bits = cluster.value().getMostSignificantBits() ^ cluster.value().getLeastSignificantBits();
        bits = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return bits ^ (bits >>> 33);
    }
}
