package io.bergwerk.server.work;

import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The lease's SQL.
record EngineLeaseStore(String engine, UUID server, UUID hostEngine, Duration lease, WorkTime time) {
    /// Takes or prolongs the lease; says why not, or nothing.
    String take(Handle tx) {
        var taken = tx.createUpdate("""
                INSERT INTO engine_lease AS held (engine, host_engine, server, lease_until)
                VALUES (:engine, :hostEngine, :server,
                    coalesce(CAST(:now AS timestamptz), now()) + :leaseMillis * interval '1 millisecond')
                ON CONFLICT (engine) DO UPDATE SET server = excluded.server, lease_until = excluded.lease_until
                WHERE held.host_engine = excluded.host_engine
                    AND (held.server = excluded.server
                        OR held.lease_until <= coalesce(CAST(:now AS timestamptz), now()))
                """)
                .bind("engine", engine)
                .bind("hostEngine", hostEngine)
                .bind("server", server)
                .bind("now", time.now())
                .bind("leaseMillis", lease.toMillis())
                .execute();
        return taken == 1 ? "" : refusal(tx);
    }

    /// Ends the lease now; the engine stays bound to its host.
    void release(Handle tx) {
        tx.createUpdate("""
                UPDATE engine_lease SET lease_until = coalesce(CAST(:now AS timestamptz), now())
                WHERE engine = :engine AND server = :server
                """)
                .bind("engine", engine)
                .bind("server", server)
                .bind("now", time.now())
                .execute();
    }

    private String refusal(Handle tx) {
        return tx.createQuery("SELECT host_engine, server FROM engine_lease WHERE engine = :engine")
                .bind("engine", engine)
                .map((row, context) -> hostEngine.equals(row.getObject("host_engine", UUID.class))
                        ? "server " + row.getString("server") + " does the work of engine " + engine
                        : "engine " + engine + " belongs to another data directory (host engine "
                                + row.getString("host_engine") + "): only a server with that directory can do its work")
                .one();
    }
}
