package io.bergwerk.server.audit;

import com.google.protobuf.Timestamp;
import io.bergwerk.common.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// From when to when traces are looked for.
record AuditWindow(Instant from, Instant to) {
    static final int DEFAULT_LIMIT = 200;
    private static final Duration LENGTH = Duration.ofHours(8);

    /// @throws ApiException `INVALID_ARGUMENT` if it would end before it begins
    static AuditWindow of(Optional<Timestamp> from, Optional<Timestamp> to, Instant now) {
        var end = to.map(AuditWindow::instant).orElse(now);
        var begin = from.map(AuditWindow::instant).orElse(now.minus(LENGTH));
        if (begin.isAfter(end)) {
            throw ApiException.invalid("from", begin, "not after to, which is " + end);
        }
        return new AuditWindow(begin, end);
    }

    /// The part of it that does not lie after that moment.
    AuditWindow until(Instant latest) {
        return to.isAfter(latest) ? new AuditWindow(from, latest) : this;
    }

    private static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }
}
