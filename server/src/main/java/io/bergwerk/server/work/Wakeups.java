package io.bergwerk.server.work;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Says that an object has to be looked at, in the transaction that changes it.
///
/// A wake-up is kept with the change or not at all. Waking an object twice is the same as once.
public final class Wakeups {
    private final UUID server;
    private final WorkSignals signals;
    private final WorkTime time;

    Wakeups(UUID server, WorkSignals signals, WorkTime time) {
        this.server = server;
        this.time = time;
        this.signals = signals;
    }

    /// Makes the object due now; if a pass for it runs, another follows.
    ///
    /// @param tx an open transaction
    public <K> void add(Handle tx, WorkKind<K> kind, K key) {
        tx.createUpdate("""
                INSERT INTO work (kind, key, due)
                VALUES (:kind, :key, coalesce(CAST(:now AS timestamptz), now()))
                ON CONFLICT (kind, key) DO UPDATE SET
                    generation = work.generation + 1,
                    due = least(work.due, excluded.due)
                """)
                .bind("now", time.now())
                .bind("kind", kind.name())
                .bind("key", kind.write().apply(key))
                .execute();
        WorkSignals.notifyOthers(tx, server, kind.name());
        tx.afterCommit(() -> signals.wake(kind.name()));
    }
}
