package io.bergwerk.server.work;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running passes of one kind, and the care for their leases.
final class Passes {
    private static final Logger log = LoggerFactory.getLogger(Passes.class);

    private final Map<String, Pass> running = new ConcurrentHashMap<>();
    private final WorkRuntime runtime;
    private final String kind;

    Passes(WorkRuntime runtime, String kind) {
        this.runtime = runtime;
        this.kind = kind;
    }

    /// False if an older pass of that object, whose lease was lost, has not ended yet.
    boolean add(Pass pass) {
        return running.putIfAbsent(pass.item().key(), pass) == null;
    }

    void remove(Pass pass) {
        running.remove(pass.item().key(), pass);
    }

    int count() {
        return running.size();
    }

    List<String> keys() {
        return List.copyOf(running.keySet());
    }

    Collection<Pass> all() {
        return running.values();
    }

    /// Prolongs all leases, and ends passes whose lease went to another server.
    void renew() {
        var asked = running.values().stream().toList();
        if (asked.isEmpty()) {
            return;
        }
        var until = System.nanoTime() + runtime.config().lease().toNanos();
        var items = asked.stream().map(Pass::item).toList();
        var held = runtime.database().withHandle(tx -> runtime.store().renew(tx, kind, items));
        for (var pass : asked) {
            if (held.contains(pass.item().key())) {
                pass.renewed(until);
            } else if (running.get(pass.item().key()) == pass) {
                lose(pass);
            }
        }
    }

    /// Ends passes whose lease could not be prolonged and is about to end.
    void endExpiring(Duration margin) {
        running.values().stream()
                .filter(pass -> pass.endsWithin(margin) && !pass.wasCut())
                .forEach(this::lose);
    }

    private void lose(Pass pass) {
        log.atWarn()
                .addKeyValue("kind", kind)
                .addKeyValue("key", pass.item().key())
                .log("lease lost: the pass is interrupted, another one will follow");
        runtime.metrics().leaseLost(kind);
        pass.cut();
    }
}
