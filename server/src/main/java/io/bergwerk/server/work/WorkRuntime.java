package io.bergwerk.server.work;

import io.bergwerk.server.store.Database;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/// What all kinds of one server share: the database, the limits, and the room for passes.
record WorkRuntime(
        Database database,
        WorkStore store,
        WorkConfig config,
        WorkMetrics metrics,
        RandomGenerator random,
        Semaphore workers,
        Set<Signal> starved) {
    WorkRuntime(Database database, WorkStore store, WorkConfig config, WorkMetrics metrics, RandomGenerator random) {
        this(database, store, config, metrics, random, new Semaphore(config.workers()), ConcurrentHashMap.newKeySet());
    }

    /// Takes room for up to `wanted` passes; a dispatcher that gets less is woken when there is room again.
    int takeRoom(int wanted, Signal signal) {
        var taken = 0;
        while (taken < wanted && workers.tryAcquire()) {
            taken++;
        }
        if (taken < wanted) {
            starved.add(signal);
        }
        return taken;
    }

    void giveRoom(int count) {
        if (count > 0) {
            workers.release(count);
            starved.removeIf(signal -> {
                signal.wake();
                return true;
            });
        }
    }
}
