package io.bergwerk.engine.local.backup;

import io.bergwerk.engine.ClusterBackup;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Which backups are kept: the newest ones, and the last one of each of the latest days that have any (UTC).
final class Retention {
    static final int NEWEST = 24;
    static final int DAYS = 7;

    private Retention() {}

    /// @param needed kept in any case
    static List<ClusterBackup> superfluous(List<ClusterBackup> backups, Set<UUID> needed) {
        var newestFirst = backups.stream()
                .sorted(Comparator.comparing(ClusterBackup::takenAt).reversed())
                .toList();
        var kept = new HashSet<>(needed);
        newestFirst.stream().limit(NEWEST).map(ClusterBackup::id).forEach(kept::add);
        var days = new HashSet<LocalDate>();
        for (var backup : newestFirst) {
            var day = backup.takenAt().atZone(ZoneOffset.UTC).toLocalDate();
            if (days.size() < DAYS && days.add(day)) {
                kept.add(backup.id());
            }
        }
        return newestFirst.stream().filter(it -> !kept.contains(it.id())).toList();
    }
}
