package io.bergwerk.server.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Tells for a day what became of a cluster's last recovery.
final class RecoveryNotices {
    private static final Duration TOLD_FOR = Duration.ofHours(24);

    private RecoveryNotices() {}

    static List<Notice> of(Optional<Recovery> last, Instant now) {
        return last.filter(recovery -> endedLately(recovery, now)).map(RecoveryNotices::of).stream()
                .toList();
    }

    private static boolean endedLately(Recovery recovery, Instant now) {
        return recovery.endedAt()
                .filter(end -> now.isBefore(end.plus(TOLD_FOR)))
                .isPresent();
    }

    private static Notice of(Recovery recovery) {
        var ended = recovery.endedAt().orElseThrow().truncatedTo(ChronoUnit.SECONDS);
        var goal = recovery.backup()
                .map(backup -> "the backup of " + backup.takenAt().truncatedTo(ChronoUnit.SECONDS));
        return recovery.failure()
                .map(failure -> notice(
                        "RestoreFailed",
                        "The cluster could not be brought back to %s: %s".formatted(goal.orElse("its end"), failure)))
                .orElseGet(() -> goal.map(backup -> notice(
                                "Restored", "The cluster was brought back to %s at %s.".formatted(backup, ended)))
                        .orElseGet(() -> notice(
                                "Undeleted",
                                "The cluster was brought back from its deletion at %s.".formatted(ended))));
    }

    private static Notice notice(String reason, String message) {
        return new Notice(ConditionType.CONTROL_PLANE_HEALTHY, reason, message);
    }
}
