package io.bergwerk.server.token;

import io.bergwerk.server.access.Rights;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// The rights of tokens that were verified a while ago. Bounded; safe for use by many threads.
///
/// An entry counts only as long as the very line stands on which changes were being told when it was read: what
/// happened while a line was down is unknown.
final class RightsCache {
    static final int MAX_ENTRIES = 10_000;
    private static final int EVICTED_AT_ONCE = MAX_ENTRIES / 16;

    private final ConcurrentHashMap<TokenHash, Entry> entries = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    private volatile long changes;

    private record Entry(Rights rights, long line) {}

    /// @param line the number of the line that stands now
    Optional<Rights> find(TokenHash token, long line) {
        var entry = entries.get(token);
        return entry != null && entry.line() == line ? Optional.of(entry.rights()) : Optional.empty();
    }

    /// To be asked before reading what will be kept.
    long changes() {
        return changes;
    }

    /// Keeps what was read, unless something has changed since the reader began.
    void keep(TokenHash token, Rights rights, long line, long changesBefore) {
        synchronized (writing) {
            if (changes != changesBefore) {
                return;
            }
            if (entries.size() >= MAX_ENTRIES) {
                evict();
            }
            entries.put(token, new Entry(rights, line));
        }
    }

    void drop(Predicate<Rights> concerned) {
        synchronized (writing) {
            changes++;
            entries.values().removeIf(entry -> concerned.test(entry.rights()));
        }
    }

    void clear() {
        drop(_ -> true);
    }

    int size() {
        return entries.size();
    }

    /// Hashes are random, so the first ones met are a random choice.
    private void evict() {
        var iterator = entries.keySet().iterator();
        for (int i = 0; i < EVICTED_AT_ONCE && iterator.hasNext(); i++) {
            iterator.next();
            iterator.remove();
        }
    }
}
