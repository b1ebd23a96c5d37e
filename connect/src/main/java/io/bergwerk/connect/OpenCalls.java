package io.bergwerk.connect;

import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The calls that go on now, so that a stopping server can end those that would go on for ever.
final class OpenCalls {
    static final Status STOPPING = Status.UNAVAILABLE.withDescription("the server is stopping; connect again");

    private final Set<CallScope> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    void add(CallScope scope) {
        open.add(scope);
        if (draining && scope.isStreaming()) {
            scope.end(STOPPING);
        }
    }

    void remove(CallScope scope) {
        open.remove(scope);
    }

    /// Ends open streams and all that still come; unary calls finish by themselves.
    void drain() {
        draining = true;
        open.stream().filter(CallScope::isStreaming).forEach(scope -> scope.end(STOPPING));
    }

    int size() {
        return open.size();
    }
}
