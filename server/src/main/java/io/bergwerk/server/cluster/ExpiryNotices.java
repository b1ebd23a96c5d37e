package io.bergwerk.server.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells of versions and images that are about to expire, a month and a week before, and of what happens then.
///
/// A sentence holds the date and not the days that are left, so that watchers hear of it once.
final class ExpiryNotices {
    private static final Duration EARLY = Duration.ofDays(30);
    private static final Duration LATE = Duration.ofDays(7);

    private final MaintenanceDecisions decisions;

    ExpiryNotices(MaintenanceDecisions decisions) {
        this.decisions = decisions;
    }

    List<Notice> of(ClusterSpec spec, Instant now) {
        var notices = new ArrayList<Notice>();
        notice(
                        ConditionType.CONTROL_PLANE_HEALTHY,
                        "KubernetesVersion",
                        "Kubernetes " + spec.version(),
                        decisions.versionExpiry(spec),
                        now,
                        end -> successor(
                                spec.version(), decisions.maintained(spec, end).version()))
                .ifPresent(notices::add);
        notice(
                        ConditionType.EVERY_NODE_READY,
                        "MachineImage",
                        "The machine image " + spec.image(),
                        decisions.imageExpiry(spec),
                        now,
                        end -> successor(
                                spec.image(), decisions.maintained(spec, end).image()))
                .ifPresent(notices::add);
        return notices;
    }

    private static Optional<Notice> notice(
            ConditionType about,
            String reason,
            String what,
            Optional<Instant> expiry,
            Instant now,
            java.util.function.Function<Instant, Optional<String>> successorAt) {
        if (expiry.isEmpty() || now.isBefore(expiry.get().minus(EARLY))) {
            return Optional.empty();
        }
        var end = expiry.get();
        var successor = successorAt.apply(now.isBefore(end) ? end : now);
        if (!now.isBefore(end)) {
            return Optional.of(new Notice(about, reason + "Expired", expired(what, successor)));
        }
        var soon = now.isBefore(end.minus(LATE)) ? "Expires" : "ExpiresSoon";
        return Optional.of(new Notice(about, reason + soon, expires(what, end, successor)));
    }

    private static String expires(String what, Instant end, Optional<String> successor) {
        var date = LocalDate.ofInstant(end, ZoneOffset.UTC);
        return successor
                .map(next ->
                        "%s expires on %s: if it is not replaced before, the next maintenance window afterwards replaces it by %s."
                                .formatted(what, date, next))
                .orElseGet(() -> "%s expires on %s, and the operator offers no successor yet.".formatted(what, date));
    }

    private static String expired(String what, Optional<String> successor) {
        return successor
                .map(next -> "%s has expired: the next maintenance window replaces it by %s.".formatted(what, next))
                .orElseGet(() -> "%s has expired, and the operator offers no successor.".formatted(what));
    }

    private static <T> Optional<String> successor(T before, T after) {
        return Optional.of(after).filter(next -> !next.equals(before)).map(Object::toString);
    }
}
