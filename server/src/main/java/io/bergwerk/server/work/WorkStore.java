package io.bergwerk.server.work;

import io.bergwerk.common.Texts;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// The queue's SQL. Every statement is whole by itself, and changes a leased row only while this server holds the
/// lease.
final class WorkStore {
    private static final int MAX_REASON = 500;

    private final UUID server;
    private final WorkConfig config;
    private final WorkTime time;

    WorkStore(UUID server, WorkConfig config, WorkTime time) {
        this.server = server;
        this.config = config;
        this.time = time;
    }

    /// Takes the longest due rows of a kind, at most `limit`, for this server.
    List<WorkItem> lease(Handle tx, String kind, int limit) {
        var query = tx.createQuery("""
                WITH clock AS (SELECT coalesce(CAST(:now AS timestamptz), now()) AS now),
                free AS MATERIALIZED (
                    SELECT kind, key FROM work
                    WHERE kind = :kind AND leased_by IS NULL AND due <= (SELECT now FROM clock)
                    ORDER BY due
                    LIMIT :limit
                    FOR UPDATE SKIP LOCKED
                )
                UPDATE work SET leased_by = :server, pass = pass + 1,
                    lease_until = clock.now + :leaseMillis * interval '1 millisecond'
                FROM free, clock
                WHERE work.kind = free.kind AND work.key = free.key
                RETURNING work.kind, work.key, generation, pass, attempts,
                    greatest(0, extract(epoch FROM clock.now - due) * 1000)::bigint AS waited_millis
                """);
        return leased(query, kind)
                .bind("limit", limit)
                .map((row, context) -> new WorkItem(
                        row.getString("kind"),
                        row.getString("key"),
                        row.getLong("generation"),
                        row.getLong("pass"),
                        row.getInt("attempts"),
                        Duration.ofMillis(row.getLong("waited_millis"))))
                .list();
    }

    /// Prolongs leases of a kind; returns the keys of those this server still holds.
    Set<String> renew(Handle tx, String kind, Collection<WorkItem> items) {
        var query = tx.createQuery("""
                UPDATE work SET lease_until =
                    coalesce(CAST(:now AS timestamptz), now()) + :leaseMillis * interval '1 millisecond'
                FROM unnest(:keys, :passes) AS held (held_key, held_pass)
                WHERE kind = :kind AND key = held_key AND pass = held_pass AND leased_by = :server
                RETURNING key
                """);
        return leased(query, kind)
                .bindArray(
                        "keys", String.class, items.stream().map(WorkItem::key).toList())
                .bindArray(
                        "passes", Long.class, items.stream().map(WorkItem::pass).toList())
                .mapTo(String.class)
                .set();
    }

    /// Drops a row whose pass settled, unless it was woken meanwhile; true if it is gone.
    boolean settle(Handle tx, WorkItem item) {
        var update = tx.createUpdate("""
                DELETE FROM work
                WHERE kind = :kind AND key = :key AND leased_by = :server AND pass = :pass AND generation = :generation
                """);
        return held(update, item).bind("generation", item.generation()).execute() == 1;
    }

    /// Frees a row for a later pass, or for one at once if it was woken meanwhile. Failures that were forgotten
    /// meanwhile stay forgotten. Empty if the lease was lost, else whether another pass is due now.
    Optional<Boolean> reschedule(Handle tx, WorkItem item, Duration delay, int attempts, String reason) {
        var query = tx.createQuery("""
                UPDATE work SET leased_by = NULL, lease_until = NULL, reason = :reason,
                    attempts = least(:attempts, attempts + 1),
                    due = coalesce(CAST(:now AS timestamptz), now())
                        + CASE WHEN generation = :generation THEN :delayMillis ELSE 0 END * interval '1 millisecond'
                WHERE kind = :kind AND key = :key AND leased_by = :server AND pass = :pass
                RETURNING generation <> :generation OR :delayMillis = 0
                """);
        return held(timed(query), item)
                .bind("generation", item.generation())
                .bind("delayMillis", delay.toMillis())
                .bind("attempts", attempts)
                .bind("reason", Texts.cut(Texts.printable(reason), MAX_REASON))
                .mapTo(Boolean.class)
                .findOne();
    }

    /// Frees rows of a kind whose server fell silent; returns how many.
    int freeExpired(Handle tx, String kind) {
        return timed(tx.createUpdate("""
                UPDATE work SET leased_by = NULL, lease_until = NULL
                WHERE kind = :kind AND leased_by IS NOT NULL
                    AND lease_until <= coalesce(CAST(:now AS timestamptz), now())
                """)).bind("kind", kind).execute();
    }

    /// Frees all rows this server's former process held when it died.
    int freeOwn(Handle tx) {
        return tx.createUpdate("UPDATE work SET leased_by = NULL, lease_until = NULL WHERE leased_by = :server")
                .bind("server", server)
                .execute();
    }

    /// Frees the rows of a kind that this server holds without having a pass for them.
    void freeOwnExcept(Handle tx, String kind, List<String> keys) {
        tx.createUpdate("""
                UPDATE work SET leased_by = NULL, lease_until = NULL
                WHERE kind = :kind AND leased_by = :server AND key <> ALL (:keys)
                """)
                .bind("kind", kind)
                .bind("server", server)
                .bindArray("keys", String.class, keys)
                .execute();
    }

    /// What a kind has to be looked at for next.
    ///
    /// @param due how long until the next free row is due; empty if there is none
    /// @param expired whether a server that holds rows fell silent
    record Next(Optional<Duration> due, boolean expired) {}

    Next next(Handle tx, String kind) {
        return timed(tx.createQuery("""
                WITH clock AS (SELECT coalesce(CAST(:now AS timestamptz), now()) AS now)
                SELECT
                    (SELECT (extract(epoch FROM due - (SELECT now FROM clock)) * 1000)::bigint
                    FROM work
                    WHERE kind = :kind AND leased_by IS NULL
                    ORDER BY due
                    LIMIT 1) AS due_millis,
                    EXISTS (
                        SELECT 1 FROM work
                        WHERE kind = :kind AND leased_by IS NOT NULL AND lease_until <= (SELECT now FROM clock)
                    ) AS expired
                """))
                .bind("kind", kind)
                .map((row, _) -> new Next(
                        Optional.ofNullable(row.getObject("due_millis", Long.class))
                                .map(Duration::ofMillis),
                        row.getBoolean("expired")))
                .one();
    }

    /// True if the kind was last swept longer ago than the pause between sweeps, or `forced`; it counts as swept then.
    boolean claimSweep(Handle tx, String kind, boolean forced) {
        return timed(tx.createUpdate("""
                INSERT INTO work_sweep (kind, swept_at)
                VALUES (:kind, coalesce(CAST(:now AS timestamptz), now()))
                ON CONFLICT (kind) DO UPDATE SET swept_at = excluded.swept_at
                WHERE :forced OR work_sweep.swept_at + :pauseMillis * interval '1 millisecond' <= excluded.swept_at
                """))
                        .bind("kind", kind)
                        .bind("forced", forced)
                        .bind("pauseMillis", config.sweepEvery().toMillis())
                        .execute()
                == 1;
    }

    /// True if the database's clock was set back since the last sweep of a kind. Then nothing waits for it to
    /// catch up: everything is due now, and no lease is longer than one that begins now. True once, for one
    /// server.
    boolean mendAfterSetBack(Handle tx, String kind) {
        var setBack = timed(tx.createUpdate("""
                UPDATE work_sweep SET swept_at = coalesce(CAST(:now AS timestamptz), now())
                WHERE kind = :kind AND swept_at > coalesce(CAST(:now AS timestamptz), now())
                """)).bind("kind", kind).execute() == 1;
        if (setBack) {
            timed(tx.createUpdate("""
                    UPDATE work SET due = least(due, clock.now),
                        lease_until = CASE WHEN leased_by IS NOT NULL
                            THEN least(lease_until, clock.now + :leaseMillis * interval '1 millisecond') END
                    FROM (SELECT coalesce(CAST(:now AS timestamptz), now()) AS now) AS clock
                    WHERE kind = :kind
                    """))
                    .bind("kind", kind)
                    .bind("leaseMillis", config.lease().toMillis())
                    .execute();
        }
        return setBack;
    }

    /// Makes rows for those objects that have none, due at a random time within `spread`; returns how many.
    int enqueue(Handle tx, String kind, List<String> keys, Duration spread) {
        return timed(tx.createUpdate("""
                INSERT INTO work (kind, key, due)
                SELECT :kind, key,
                    coalesce(CAST(:now AS timestamptz), now()) + random() * :spreadMillis * interval '1 millisecond'
                FROM unnest(:keys) AS live (key)
                ON CONFLICT (kind, key) DO NOTHING
                """))
                .bind("kind", kind)
                .bindArray("keys", String.class, keys)
                .bind("spreadMillis", spread.toMillis())
                .execute();
    }

    private <S extends SqlStatement<S>> S timed(S statement) {
        return statement.bind("now", time.now());
    }

    private <S extends SqlStatement<S>> S leased(S statement, String kind) {
        return timed(statement)
                .bind("kind", kind)
                .bind("server", server)
                .bind("leaseMillis", config.lease().toMillis());
    }

    private <S extends SqlStatement<S>> S held(S statement, WorkItem item) {
        return statement
                .bind("kind", item.kind())
                .bind("key", item.key())
                .bind("server", server)
                .bind("pass", item.pass());
    }
}
