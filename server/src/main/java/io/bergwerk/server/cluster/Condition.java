package io.bergwerk.server.cluster;

import io.bergwerk.engine.Fact;
import java.time.Instant;

/// One observed fact about a cluster, and since when.
///
/// @param since when the status last became another one
/// @param updatedAt when this was last looked at
public record Condition(
        ConditionType type, Fact.Status status, String reason, String message, Instant since, Instant updatedAt) {
    static Condition unknown(ConditionType type, Instant now) {
        return of(type, Fact.UNKNOWN, now);
    }

    static Condition of(ConditionType type, Fact fact, Instant now) {
        return new Condition(type, fact.status(), fact.reason(), fact.message(), now, now);
    }

    /// This condition after another look.
    Condition seen(Fact fact, Instant now) {
        var start = fact.status() == status ? since : now;
        return new Condition(type, fact.status(), fact.reason(), fact.message(), start, now);
    }

    /// Whether a user would see no difference.
    boolean looksLike(Condition other) {
        return type == other.type
                && status == other.status
                && reason.equals(other.reason)
                && message.equals(other.message);
    }
}
