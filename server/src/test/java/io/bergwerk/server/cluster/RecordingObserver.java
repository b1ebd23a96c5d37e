package io.bergwerk.server.cluster;

import io.bergwerk.api.v1.ClusterServiceWatchStatusResponse;
import io.bergwerk.api.v1.ClusterStatus;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client of a stream that notes what it gets, and takes it only while it is ready.
final class RecordingObserver extends ServerCallStreamObserver<ClusterServiceWatchStatusResponse> {
    private final List<ClusterStatus> received = new ArrayList<>();
    private @Nullable Status end;
    private Runnable onCancel = () -> {};
    private Runnable onReady = () -> {};
    private boolean ready = true;
    private boolean cancelled;
    private long lastNanos;

    synchronized List<ClusterStatus> received() {
        return List.copyOf(received);
    }

    synchronized long lastNanos() {
        return lastNanos;
    }

    Optional<ClusterStatus> last() {
        var all = received();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    synchronized Optional<Status> end() {
        return Optional.ofNullable(end);
    }

    void becomeReady(boolean next) {
        synchronized (this) {
            ready = next;
        }
        if (next) {
            onReady.run();
        }
    }

    void cancel() {
        synchronized (this) {
            cancelled = true;
        }
        onCancel.run();
    }

    @Override
    public synchronized void onNext(ClusterServiceWatchStatusResponse message) {
        if (end != null) {
            throw new IllegalStateException("a message after the end");
        }
        received.add(message.getStatus());
        lastNanos = System.nanoTime();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        end = Status.fromThrowable(failure);
    }

    @Override
    public synchronized void onCompleted() {
        end = Status.OK;
    }

    @Override
    public synchronized boolean isReady() {
        return ready;
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        onCancel = handler;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        onReady = handler;
    }

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
}
