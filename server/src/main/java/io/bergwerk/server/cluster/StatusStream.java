package io.bergwerk.server.cluster;

import io.bergwerk.api.v1.ClusterServiceWatchStatusResponse;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One caller who watches a cluster, or all of a project.
///
/// It keeps the newest status per cluster and nothing else: a slow caller misses what has been overtaken.
/// Nothing here blocks, and no thread belongs to it.
final class StatusStream {
    private final ProjectId project;
    private final Optional<ClusterId> only;
    private final ServerCallStreamObserver<ClusterServiceWatchStatusResponse> observer;
    private final Runnable guard;
    private final Map<ClusterId, StatusSnapshot> newest = new HashMap<>(2);
    private final LinkedHashMap<ClusterId, StatusSnapshot> unsent = new LinkedHashMap<>(2);
    private long lastSentNanos = System.nanoTime();
    private @Nullable ApiException end;
    private boolean closed;

    /// @param guard throws once the caller may no longer watch
    StatusStream(
            ProjectId project,
            Optional<ClusterId> only,
            ServerCallStreamObserver<ClusterServiceWatchStatusResponse> observer,
            Runnable guard) {
        this.project = project;
        this.only = only;
        this.observer = observer;
        this.guard = guard;
    }

    ProjectId project() {
        return project;
    }

    Optional<ClusterId> only() {
        return only;
    }

    synchronized Set<ClusterId> clusters() {
        return Set.copyOf(newest.keySet());
    }

    synchronized boolean isClosed() {
        return closed || observer.isCancelled();
    }

    /// @throws ApiException once the caller may no longer watch
    void checkAccess() {
        guard.run();
    }

    /// Takes a status unless a newer one is known, and sends it as soon as the caller can take it.
    synchronized void offer(StatusSnapshot snapshot) {
        var known = newest.get(snapshot.cluster());
        if (closed || end != null || (known != null && known.revision() >= snapshot.revision())) {
            return;
        }
        newest.put(snapshot.cluster(), snapshot);
        unsent.remove(snapshot.cluster());
        unsent.put(snapshot.cluster(), snapshot);
        if (snapshot.gone() && only.isPresent()) {
            end = ClusterService.notFound(snapshot.cluster());
        }
        flush();
    }

    /// Sends everything again if nothing was sent for that long: proxies cut connections that are quiet.
    synchronized void repeatAfter(Duration quiet) {
        if (System.nanoTime() - lastSentNanos >= quiet.toNanos() && unsent.isEmpty()) {
            unsent.putAll(newest);
            flush();
        }
    }

    /// Sends what waits, as far as the caller takes it. The last status of a cluster is sent in any case: the end
    /// follows it at once, so there is only this one.
    synchronized void flush() {
        while (!closed && !unsent.isEmpty() && (observer.isReady() || end != null)) {
            var snapshot = unsent.pollFirstEntry().getValue();
            send(snapshot);
            if (snapshot.gone()) {
                newest.remove(snapshot.cluster(), snapshot);
            }
        }
        if (!closed && end != null) {
            close(end);
        }
    }

    private void send(StatusSnapshot snapshot) {
        try {
            observer.onNext(snapshot.message());
            lastSentNanos = System.nanoTime();
        } catch (RuntimeException e) {
            closed = true; // the caller has gone away in this moment; there is nobody to tell
        }
    }

    /// Ends the stream with an error; what waits is dropped.
    synchronized void close(ApiException reason) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            observer.onError(Rpc.failure(reason));
        } catch (RuntimeException e) {
            unsent.clear(); // the caller has gone away in this moment; there is nobody to tell
        }
    }

    synchronized void cancelled() {
        closed = true;
        unsent.clear();
    }
}
