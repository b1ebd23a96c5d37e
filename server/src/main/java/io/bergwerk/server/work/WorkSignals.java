package io.bergwerk.server.work;

import io.bergwerk.server.store.Notifications;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/// Tells this server's dispatchers that something of their kind is due: at once in process, by NOTIFY from others.
final class WorkSignals {
    static final String TOPIC = "work";
    private static final int UUID_LENGTH = 36;

    private final UUID server;
    private final Map<String, Runnable> wakers = new ConcurrentHashMap<>();

    WorkSignals(UUID server) {
        this.server = server;
    }

    /// Within one transaction, equal notifications are sent once.
    static void notifyOthers(Handle tx, UUID server, String kind) {
        Notifications.send(tx, TOPIC, server + " " + kind);
    }

    void register(String kind, Runnable waker) {
        wakers.put(kind, waker);
    }

    void unregister(String kind) {
        wakers.remove(kind);
    }

    void wake(String kind) {
        var waker = wakers.get(kind);
        if (waker != null) {
            waker.run();
        }
    }

    void wakeAll() {
        wakers.values().forEach(Runnable::run);
    }

    Notifications.Listener listener() {
        return new Notifications.Listener() {
            @Override
            public void notified(String payload) {
                WorkSignals.this.notified(payload);
            }

            @Override
            public void relist() {
                wakeAll();
            }
        };
    }

    /// Our own notifications come back to us too; their dispatcher has long been woken.
    private void notified(String payload) {
        if (payload.length() > UUID_LENGTH && !payload.startsWith(server.toString())) {
            wake(payload.substring(UUID_LENGTH + 1));
        }
    }
}
