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
        wake(tx, kind, key, "work.attempts");
    }

    /// As [#add], and forgets the failures so far, so that the next pause is the shortest again.
    public <K> void retry(Handle tx, WorkKind<K> kind, K key) {
        wake(tx, kind, key, "0");
    }

    private <K> void wake(Handle tx, WorkKind<K> kind, K key, String attempts) {
        tx.createUpdate("""
                INSERT INTO work (kind, key, due)
                VALUES (:kind, :key, coalesce(CAST(:now AS timestamptz), now()))
                ON CONFLICT (kind, key) DO UPDATE SET
                    generation = work.generation + 1,
                    attempts = <attempts>,
                    due = least(work.due, excluded.due)
                """)
                .define("attempts", attempts)
                .bind("now", time.now())
                .bind("kind", kind.name())
                .bind("key", kind.write().apply(key))
                .execute();
        WorkSignals.notifyOthers(tx, server, kind.name());
        tx.afterCommit(() -> signals.wake(kind.name()));
    }
}
