package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// How long changes of clusters took, from the wish to the end, and what that lets expect of the next.
final class ChangeTimes {
    /// How many of a kind count: the last ones, because the host and its load change.
    private static final int COUNTED = 50;

    private static final long MILLIS = 1000;

    /// @param version of the cluster's wish after the change
    void begin(Handle tx, ClusterId cluster, long version, ClusterPlan plan, Instant now) {
        tx.createUpdate("""
                INSERT INTO cluster_change (cluster, version, kind, nodes, began_at)
                VALUES (:cluster, :version, :kind, :nodes, :now)
                ON CONFLICT (cluster, version) DO NOTHING
                """)
                .bind("cluster", cluster.value())
                .bind("version", version)
                .bind("kind", plan.kind().name())
                .bind("nodes", plan.nodesTouched())
                .bind("now", now)
                .execute();
    }

    /// Those that were overtaken by another change never end.
    void end(Handle tx, Cluster cluster, Instant now) {
        tx.createUpdate("""
                UPDATE cluster_change SET ended_at = :now
                WHERE cluster = :cluster AND version = :version AND ended_at IS NULL
                """)
                .bind("cluster", cluster.id().value())
                .bind("version", cluster.version())
                .bind("now", now)
                .execute();
    }

    /// The middle of what the last ones of that kind took, by the nodes they touched; empty if there were none.
    Optional<Duration> expected(Handle tx, ClusterPlan plan) {
        return tx.createQuery("""
                SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds / (1 + nodes)) AS typical
                FROM (SELECT nodes, extract(epoch FROM ended_at - began_at) AS seconds
                    FROM cluster_change
                    WHERE kind = :kind AND ended_at IS NOT NULL
                    ORDER BY ended_at DESC
                    LIMIT :counted) AS last
                """)
                .bind("kind", plan.kind().name())
                .bind("counted", COUNTED)
                .mapTo(Double.class)
                .findOne()
                .map(typical -> Duration.ofMillis(Math.round(typical * (1 + plan.nodesTouched()) * MILLIS)));
    }

    /// Forgets changes that began before that time, at most `limit` at once.
    void purge(Handle tx, Instant before, int limit) {
        tx.createUpdate("""
                DELETE FROM cluster_change WHERE (cluster, version) IN (
                    SELECT cluster, version FROM cluster_change WHERE began_at < :before LIMIT :limit)
                """).bind("before", before).bind("limit", limit).execute();
    }
}
