package io.bergwerk.server.work;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Brings reality in line with what was asked for, one object at a time.
///
/// Told only *which* object; it reads everything else. It never retries, sleeps or schedules by itself. It is called on
/// a virtual thread, never twice at once for one key, and may be interrupted when its server loses the lease: it must
/// then stop, and be safe to run again. Whatever it throws counts as [Outcome.Failed].
public interface Reconciler<K> {
    Outcome reconcile(K key) throws Exception;

    /// A page of the objects that have to be looked at from time to time, in the order of their written keys: at most
    /// `limit` of them, those after `after`. Empty if no sweep is wanted.
    default List<K> liveKeys(Handle tx, Optional<K> after, int limit) {
        return List.of();
    }
}
