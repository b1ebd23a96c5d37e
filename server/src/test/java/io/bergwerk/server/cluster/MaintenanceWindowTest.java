package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bergwerk.common.ClusterId;
import io.bergwerk.testing.Seed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MaintenanceWindowTest {
    private static final Instant CALM = Instant.parse("2026-01-15T12:00:00Z");

    @RegisterExtension
    final Seed seed = Seed.fresh();

    /// In Berlin clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October.
    static Stream<Arguments> openings() {
        return Stream.of(
                arguments("UTC", "01:00", 2, "2026-01-15T12:00:00Z", "2026-01-16T01:00:00Z", "2026-01-16T03:00:00Z"),
                arguments("UTC", "01:00", 2, "2026-01-15T02:59:59Z", "2026-01-15T01:00:00Z", "2026-01-15T03:00:00Z"),
                arguments("UTC", "01:00", 2, "2026-01-15T03:00:00Z", "2026-01-16T01:00:00Z", "2026-01-16T03:00:00Z"),
                arguments("UTC", "23:30", 3, "2026-01-16T01:00:00Z", "2026-01-15T23:30:00Z", "2026-01-16T02:30:00Z"),
                arguments(
                        "Asia/Tokyo",
                        "03:00",
                        1,
                        "2026-01-15T17:00:00Z",
                        "2026-01-15T18:00:00Z",
                        "2026-01-15T19:00:00Z"),
                // Forwards: shorter by what is left out, from where clocks go on, or not at all.
                arguments(
                        "Europe/Berlin",
                        "01:00",
                        3,
                        "2026-03-28T12:00:00Z",
                        "2026-03-29T00:00:00Z",
                        "2026-03-29T02:00:00Z"),
                arguments(
                        "Europe/Berlin",
                        "02:30",
                        1,
                        "2026-03-28T12:00:00Z",
                        "2026-03-29T01:00:00Z",
                        "2026-03-29T01:30:00Z"),
                arguments(
                        "Europe/Berlin",
                        "02:00",
                        1,
                        "2026-03-28T12:00:00Z",
                        "2026-03-30T00:00:00Z",
                        "2026-03-30T01:00:00Z"),
                // Back: longer by what is shown twice, but once if it begins or ends there.
                arguments(
                        "Europe/Berlin",
                        "01:00",
                        3,
                        "2026-10-24T12:00:00Z",
                        "2026-10-24T23:00:00Z",
                        "2026-10-25T03:00:00Z"),
                arguments(
                        "Europe/Berlin",
                        "02:00",
                        1,
                        "2026-10-24T12:00:00Z",
                        "2026-10-25T01:00:00Z",
                        "2026-10-25T02:00:00Z"),
                arguments(
                        "Europe/Berlin",
                        "01:30",
                        1,
                        "2026-10-24T12:00:00Z",
                        "2026-10-24T23:30:00Z",
                        "2026-10-25T00:30:00Z"),
                // A day that Samoa never had: Thursday 29 December 2011 was followed by Saturday.
                arguments(
                        "Pacific/Apia",
                        "05:00",
                        2,
                        "2011-12-30T00:00:00Z",
                        "2011-12-30T15:00:00Z",
                        "2011-12-30T17:00:00Z"));
    }

    @ParameterizedTest
    @MethodSource("openings")
    void aWindowOpensByTheClockOnTheWall(
            String zone, String begin, int hours, String now, String opens, String closes) {
        var window = MaintenanceWindow.openOrNext(
                maintenance(zone, LocalTime.parse(begin), Duration.ofHours(hours)), Instant.parse(now));

        assertThat(window).isEqualTo(new MaintenanceWindow(Instant.parse(opens), Instant.parse(closes)));
    }

    @Test
    void inEveryZoneAtAnyTimeTheWallClockIsInsideTheWindow() {
        var random = seed.random();
        var zones = List.copyOf(ZoneId.getAvailableZoneIds());
        for (var round = 0; round < 20_000; round++) {
            var zone = zones.get(random.nextInt(zones.size()));
            var begin = LocalTime.of(random.nextInt(24), random.nextInt(60));
            var maintenance = maintenance(zone, begin, Duration.ofMinutes(60 + random.nextInt(180)));
            var now = CALM.plusSeconds(random.nextLong(-500_000_000L, 500_000_000L));

            var window = MaintenanceWindow.openOrNext(maintenance, now);
            var next = MaintenanceWindow.openOrNext(maintenance, window.end());

            var what = "%s at %s".formatted(maintenance, now);
            assertThat(window.begin()).as(what).isBefore(window.end());
            assertThat(window.end()).as(what).isAfter(now);
            assertThat(next.begin()).as(what).isAfterOrEqualTo(window.end());
            assertThat(Duration.between(now, next.end())).as(what).isLessThan(Duration.ofDays(5));
            for (var moment : List.of(
                    window.begin(),
                    inside(window, random.nextDouble()),
                    window.end().minusMillis(1))) {
                assertThat(isInside(maintenance, moment))
                        .as(what + ": " + moment)
                        .isTrue();
            }
        }
    }

    @Test
    void turnsAreInTheFirstHalfAndSpread() {
        var window = MaintenanceWindow.openOrNext(maintenance("UTC", LocalTime.of(1, 0), Duration.ofHours(2)), CALM);

        var turns = IntStream.range(0, 600)
                .mapToObj(number -> window.turnOf(new ClusterId(new UUID(0x0190_0000_0000_7000L, number))))
                .toList();

        assertThat(turns)
                .allMatch(turn -> !turn.isBefore(window.begin())
                        && turn.isBefore(window.begin().plus(Duration.ofHours(1))));
        var byTenMinutes = turns.stream()
                .map(turn -> Duration.between(window.begin(), turn).toMinutes() / 10)
                .toList();
        for (var tenth = 0L; tenth < 6; tenth++) {
            assertThat(java.util.Collections.frequency(byTenMinutes, tenth)).isBetween(60, 140);
        }
    }

    /// Asks the clock on the wall alone.
    static boolean isInside(Maintenance maintenance, Instant moment) {
        var wall = LocalDateTime.ofInstant(moment, ZoneId.of(maintenance.timeZone()));
        return Stream.of(wall.toLocalDate(), wall.toLocalDate().minusDays(1))
                .map(day -> day.atTime(maintenance.beginHour(), maintenance.beginMinute()))
                .anyMatch(begin -> !wall.isBefore(begin) && wall.isBefore(begin.plus(maintenance.duration())));
    }

    private static Instant inside(MaintenanceWindow window, double part) {
        var length = Duration.between(window.begin(), window.end()).toMillis();
        return window.begin().plusMillis((long) (length * part));
    }

    private static Maintenance maintenance(String zone, LocalTime begin, Duration duration) {
        return new Maintenance(true, true, begin.getHour(), begin.getMinute(), zone, duration);
    }
}
