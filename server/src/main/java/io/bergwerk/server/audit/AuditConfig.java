package io.bergwerk.server.audit;

import java.time.Duration;

/// How long traces of audited calls are kept, and how much of each.
///
/// @param retention whole days; 1 day to 10 years
/// @param bodyMax characters of a request or an answer at most; 0 to 1,000,000
public record AuditConfig(Duration retention, int bodyMax) {
    private static final int MAX_DAYS = 3650;
    private static final int MAX_BODY = 1_000_000;

    public static final AuditConfig DEFAULT = new AuditConfig(Duration.ofDays(14), 16_384);

    public AuditConfig {
        require(retention.toDays() >= 1 && retention.toDays() <= MAX_DAYS, "retention", retention, "P1D to P3650D");
        require(bodyMax >= 0 && bodyMax <= MAX_BODY, "body-max", bodyMax, "0 to " + MAX_BODY);
    }

    private static void require(boolean holds, String name, Object given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("audit.%s: %s (expected: %s)".formatted(name, given, expected));
        }
    }
}
