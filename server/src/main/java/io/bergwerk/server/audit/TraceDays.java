package io.bergwerk.server.audit;

import io.bergwerk.server.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps partitions for the days that come, and drops those that nobody may ask for any more.
public final class TraceDays {
    private static final Logger log = LoggerFactory.getLogger(TraceDays.class);
    private static final int DAYS_AHEAD = 3;

    private final Database database;
    private final Duration retention;
    private final InstantSource clock;
    private final TraceStore traces = new TraceStore();

    public TraceDays(Database database, AuditConfig config, InstantSource clock) {
        this.database = database;
        this.retention = config.retention();
        this.clock = clock;
    }

    /// To be called at the start, and from time to time.
    public void keep() {
        var today = day(clock.instant());
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            ensure(today.plusDays(ahead));
        }
        var kept = day(clock.instant().minus(retention));
        for (var day : database.withHandle(traces::days)) {
            if (day.isBefore(kept)) {
                database.useTransaction(tx -> traces.dropPartition(tx, day));
                log.atInfo().addKeyValue("day", day).log("traces of audited calls are older than they are kept");
            }
        }
    }

    /// For a clock that was set.
    void ensure(Instant at) {
        ensure(day(at));
    }

    private void ensure(LocalDate day) {
        database.useTransaction(tx -> traces.ensurePartition(tx, day));
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
