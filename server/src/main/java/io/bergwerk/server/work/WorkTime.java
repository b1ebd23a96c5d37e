package io.bergwerk.server.work;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whose clock says what is due.
///
/// In production the database's: it is the same for all servers, and a host whose clock is set back does no harm. A
/// test
/// brings its own. Queries write `coalesce(:now, now())`.
public final class WorkTime {
    private final Supplier<@Nullable Instant> instant;

    private WorkTime(Supplier<@Nullable Instant> instant) {
        this.instant = instant;
    }

    public static WorkTime ofDatabase() {
        return new WorkTime(() -> null);
    }

    public static WorkTime of(InstantSource clock) {
        return new WorkTime(clock::instant);
    }

    /// What to bind as `now`; null for the database's own.
    @Nullable
    OffsetDateTime now() {
        var now = instant.get();
        return now == null ? null : now.atOffset(ZoneOffset.UTC);
    }
}
