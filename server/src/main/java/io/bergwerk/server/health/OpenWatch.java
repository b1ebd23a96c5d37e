package io.bergwerk.server.health;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A stream that shows a state at once and after each change; a slow client gets the newest state only.
final class OpenWatch<T> {
    private final ServerCallStreamObserver<T> observer;
    private final Supplier<T> state;
    private @Nullable T last;

    private OpenWatch(ServerCallStreamObserver<T> observer, Supplier<T> state) {
        this.observer = observer;
        this.state = state;
    }

    static <T> OpenWatch<T> open(StreamObserver<T> observer, Supplier<T> state, Runnable onEnd) {
        var call = (ServerCallStreamObserver<T>) observer;
        var watch = new OpenWatch<>(call, state);
        call.setOnCancelHandler(onEnd);
        call.setOnReadyHandler(watch::send);
        watch.send();
        return watch;
    }

    synchronized void send() {
        if (observer.isCancelled() || !observer.isReady()) {
            return;
        }
        var now = state.get();
        if (!now.equals(last)) {
            last = now;
            observer.onNext(now);
        }
    }
}
