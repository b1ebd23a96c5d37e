package io.bergwerk.server.work;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Which servers share this database.
public final class ServerRegistry {
    private static final int MAX_SERVERS = 1000;

    private final WorkTime time;

    public ServerRegistry(WorkTime time) {
        this.time = time;
    }

    /// A server as it last reported.
    ///
    /// @param host its host's name
    /// @param release of Bergwerk
    public record Entry(UUID id, String host, long pid, String release, Instant startedAt, Instant seenAt) {}

    /// Says that this server has started.
    public void register(Handle tx, UUID server, String host, long pid, String release) {
        tx.createUpdate("""
                INSERT INTO server (id, host, pid, release, started_at, seen_at)
                SELECT :id, :host, :pid, :release, now, now
                FROM (SELECT coalesce(CAST(:now AS timestamptz), now()) AS now) AS clock
                ON CONFLICT (id) DO UPDATE SET host = excluded.host, pid = excluded.pid, release = excluded.release,
                    started_at = excluded.started_at, seen_at = excluded.seen_at
                """)
                .bind("id", server)
                .bind("host", host)
                .bind("pid", pid)
                .bind("release", release)
                .bind("now", time.now())
                .execute();
    }

    /// Says that this server still runs.
    public void beat(Handle tx, UUID server) {
        tx.createUpdate("UPDATE server SET seen_at = coalesce(CAST(:now AS timestamptz), now()) WHERE id = :id")
                .bind("id", server)
                .bind("now", time.now())
                .execute();
    }

    /// Those seen within that time, the oldest first; at most 1,000.
    public List<Entry> seenWithin(Handle tx, Duration time) {
        return tx.createQuery("""
                SELECT id, host, pid, release, started_at, seen_at FROM server
                WHERE seen_at >= coalesce(CAST(:now AS timestamptz), now()) - :millis * interval '1 millisecond'
                ORDER BY started_at, id
                LIMIT :limit
                """)
                .bind("now", this.time.now())
                .bind("millis", time.toMillis())
                .bind("limit", MAX_SERVERS)
                .map((row, context) -> new Entry(
                        row.getObject("id", UUID.class),
                        row.getString("host"),
                        row.getLong("pid"),
                        row.getString("release"),
                        row.getTimestamp("started_at").toInstant(),
                        row.getTimestamp("seen_at").toInstant()))
                .list();
    }
}
