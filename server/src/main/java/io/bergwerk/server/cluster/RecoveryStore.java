package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.KubernetesVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// Backups and recoveries of clusters in SQL.
final class RecoveryStore {
    /// Far more than an engine keeps.
    private static final int BACKUPS_MAX = 1000;

    /// The cluster's last recovery, whether it has ended or not.
    Optional<Recovery> find(Handle tx, ClusterId cluster) {
        return tx.createQuery("""
                SELECT cluster, id, backup, backup_taken_at, username, requested_at, ended_at, failure
                FROM recovery
                WHERE cluster = :cluster
                """)
                .bind("cluster", cluster.value())
                .map(RecoveryStore::read)
                .findOne();
    }

    Optional<Recovery> findOpen(Handle tx, ClusterId cluster) {
        return find(tx, cluster).filter(Recovery::isOpen);
    }

    /// Writes a wish down, in the place of the cluster's last one.
    void put(Handle tx, Recovery wish) {
        tx.createUpdate("""
                INSERT INTO recovery (cluster, id, backup, backup_taken_at, username, requested_at)
                VALUES (:cluster, :id, :backup, :backupTakenAt, :username, :requestedAt)
                ON CONFLICT (cluster) DO UPDATE SET
                    id = excluded.id, backup = excluded.backup, backup_taken_at = excluded.backup_taken_at,
                    username = excluded.username, requested_at = excluded.requested_at, ended_at = NULL, failure = NULL
                """)
                .bind("cluster", wish.cluster().value())
                .bind("id", wish.id())
                .bind("backup", wish.backup().map(Recovery.Goal::id).orElse(null))
                .bind("backupTakenAt", wish.backup().map(Recovery.Goal::takenAt).orElse(null))
                .bind("username", wish.username())
                .bind("requestedAt", wish.requestedAt())
                .execute();
    }

    /// Whether it was still under way.
    ///
    /// @param failure empty if it worked
    boolean end(Handle tx, Recovery recovery, Optional<String> failure, Instant now) {
        return tx.createUpdate("""
                UPDATE recovery SET ended_at = :now, failure = :failure WHERE id = :id AND ended_at IS NULL
                """)
                        .bind("id", recovery.id())
                        .bind("failure", failure.orElse(null))
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /// The newest first.
    List<ClusterBackup> backups(Handle tx, ClusterId cluster) {
        return tx.createQuery("""
                SELECT id, taken_at, occasion, kubernetes_version, size_bytes
                FROM cluster_backup
                WHERE cluster = :cluster
                ORDER BY taken_at DESC, id
                LIMIT :limit
                """)
                .bind("cluster", cluster.value())
                .bind("limit", BACKUPS_MAX)
                .map((row, _) -> backup(row))
                .list();
    }

    /// Makes what is stored what the engine has.
    void saveBackups(Handle tx, ClusterId cluster, Collection<ClusterBackup> backups) {
        tx.createUpdate("DELETE FROM cluster_backup WHERE cluster = :cluster AND id <> ALL(:ids)")
                .bind("cluster", cluster.value())
                .bindArray(
                        "ids",
                        UUID.class,
                        backups.stream().map(ClusterBackup::id).toArray())
                .execute();
        var insert = tx.prepareBatch("""
                INSERT INTO cluster_backup (cluster, id, taken_at, occasion, kubernetes_version, size_bytes)
                VALUES (:cluster, :id, :takenAt, :occasion, :version, :sizeBytes)
                ON CONFLICT (cluster, id) DO NOTHING
                """);
        for (var backup : backups) {
            insert.bind("cluster", cluster.value())
                    .bind("id", backup.id())
                    .bind("takenAt", backup.takenAt())
                    .bind("occasion", backup.occasion().name())
                    .bind("version", backup.version().toString())
                    .bind("sizeBytes", backup.sizeBytes())
                    .add();
        }
        if (!backups.isEmpty()) {
            insert.execute();
        }
    }

    private static Recovery read(ResultSet row, StatementContext context) throws SQLException {
        var takenAt = instant(row, "backup_taken_at");
        var backup = Optional.ofNullable(row.getObject("backup", UUID.class))
                .flatMap(id -> takenAt.map(at -> new Recovery.Goal(id, at)));
        return new Recovery(
                new ClusterId(row.getObject("cluster", UUID.class)),
                row.getObject("id", UUID.class),
                backup,
                row.getString("username"),
                row.getTimestamp("requested_at").toInstant(),
                instant(row, "ended_at"),
                Optional.ofNullable(row.getString("failure")));
    }

    private static ClusterBackup backup(ResultSet row) throws SQLException {
        return new ClusterBackup(
                row.getObject("id", UUID.class),
                row.getTimestamp("taken_at").toInstant(),
                ClusterBackup.Occasion.valueOf(row.getString("occasion")),
                KubernetesVersion.parse(row.getString("kubernetes_version")),
                row.getLong("size_bytes"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
