package io.bergwerk.server.cluster;

import io.bergwerk.api.v1.ClusterServiceWatchStatusResponse;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.store.Subscription;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// All open streams of statuses on this server.
///
/// One read for each change serves all who watch the cluster. Between changes a stream costs some hundred
/// bytes: no thread, no connection to the database.
final class StatusWatches implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusWatches.class);
    private static final int READ_AT_ONCE = 1000;

    private final Database database;
    private final ClusterStore clusters;
    private final WatchLimits limits;
    private final StatusStreams streams = new StatusStreams();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Subscription subscription;

    /// @param repeatAfter a stream that was quiet for that long sends everything again
    /// @param tick pause between two looks at all streams
    /// @param streamsMax open streams on one server
    record WatchLimits(Duration repeatAfter, Duration tick, int streamsMax) {
        /// Repeats come after 10 to 14 seconds: clients are promised 15.
        static final WatchLimits DEFAULT = new WatchLimits(Duration.ofSeconds(10), Duration.ofSeconds(4), 20_000);
    }

    StatusWatches(Database database, ClusterStore clusters, Notifications notifications, WatchLimits limits) {
        this.database = database;
        this.clusters = clusters;
        this.limits = limits;
        this.subscription = notifications.listen(ClusterChanges.TOPIC, new Notifications.Listener() {
            @Override
            public void notified(String payload) {
                ClusterChanges.read(payload).ifPresent(StatusWatches.this::publish);
            }

            @Override
            public void relist() {
                publishAll();
            }
        });
        Thread.ofVirtual().name("watch-repeats").start(() -> every(limits.tick(), this::repeat));
        Thread.ofVirtual().name("watch-guards").start(() -> every(limits.tick(), this::checkAccess));
    }

    /// Opens a stream and sends the present status at once.
    ///
    /// @param only one cluster; all of the project if empty
    /// @param guard throws once the caller may no longer watch
    /// @throws ApiException `NOT_FOUND` if the project has no such cluster; `RESOURCE_EXHAUSTED` if this server
    ///     has as many streams as it may have; `UNAVAILABLE` if it is stopping
    void open(
            ProjectAccess access,
            Optional<ClusterId> only,
            ServerCallStreamObserver<ClusterServiceWatchStatusResponse> observer,
            Runnable guard) {
        requireRoom();
        var stream = new StatusStream(access.project(), only, observer, guard);
        observer.setOnCancelHandler(() -> {
            streams.remove(stream);
            stream.cancelled();
        });
        observer.setOnReadyHandler(stream::flush);
        // Registered before the first read, so that no change falls between the two.
        streams.add(stream);
        try {
            sendPresent(access, stream);
        } catch (RuntimeException e) {
            streams.remove(stream);
            throw e;
        }
        if (closed.getCount() == 0) {
            end(stream, stopping());
        }
    }

    private void requireRoom() {
        if (closed.getCount() == 0) {
            throw stopping();
        }
        if (streams.size() >= limits.streamsMax()) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "this server has %d open streams (expected: less than %d): try another or try later"
                            .formatted(streams.size(), limits.streamsMax()));
        }
    }

    private void sendPresent(ProjectAccess access, StatusStream stream) {
        if (stream.only().isPresent()) {
            var id = stream.only().get();
            var cluster = database.withHandle(tx -> clusters.find(tx, access, id))
                    .orElseThrow(() -> ClusterService.notFound(id));
            stream.offer(StatusSnapshot.of(cluster));
        } else {
            database.withHandle(tx -> clusters.list(tx, access.project(), READ_AT_ONCE))
                    .forEach(cluster -> stream.offer(StatusSnapshot.of(cluster)));
        }
    }

    private void publish(ClusterChanges change) {
        var watchers = streams.watching(change.project(), change.cluster());
        if (watchers.isEmpty()) {
            return;
        }
        database.withHandle(tx -> clusters.findUnscoped(tx, change.cluster()))
                .map(StatusSnapshot::of)
                .ifPresent(snapshot -> watchers.forEach(stream -> offer(stream, snapshot)));
    }

    private void offer(StatusStream stream, StatusSnapshot snapshot) {
        stream.offer(snapshot);
        if (stream.isClosed()) {
            streams.remove(stream);
        }
    }

    /// After notifications may have been lost: everything that is watched is read again.
    private void publishAll() {
        var watched = new HashSet<ClusterId>();
        for (var stream : streams.all()) {
            watched.addAll(stream.clusters());
        }
        var ids = watched.stream().toList();
        for (var from = 0; from < ids.size(); from += READ_AT_ONCE) {
            var some = ids.subList(from, Math.min(ids.size(), from + READ_AT_ONCE));
            database.withHandle(tx -> clusters.listUnscoped(tx, some, READ_AT_ONCE))
                    .forEach(this::publish);
        }
        for (var project : streams.projects()) {
            database.withHandle(tx -> clusters.list(tx, project, READ_AT_ONCE)).forEach(this::publish);
        }
    }

    private void publish(Cluster cluster) {
        var snapshot = StatusSnapshot.of(cluster);
        streams.watching(cluster.project(), cluster.id()).forEach(stream -> offer(stream, snapshot));
    }

    private void repeat() {
        streams.all().forEach(stream -> stream.repeatAfter(limits.repeatAfter()));
    }

    private void checkAccess() {
        for (var stream : streams.all()) {
            if (stream.isClosed()) {
                streams.remove(stream);
                continue;
            }
            try {
                stream.checkAccess();
            } catch (ApiException e) {
                endUnlessUnknown(stream, e);
            }
        }
    }

    /// A database that is away says nothing of the caller's rights.
    private void endUnlessUnknown(StatusStream stream, ApiException failure) {
        if (failure.code() != ErrorCode.UNAVAILABLE && failure.code() != ErrorCode.ABORTED) {
            end(stream, failure);
        }
    }

    private void end(StatusStream stream, ApiException reason) {
        streams.remove(stream);
        stream.close(reason);
    }

    private void every(Duration pause, Runnable work) {
        try {
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                runGuarded(work);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void runGuarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.atLevel(Database.isAway(e) ? Level.DEBUG : Level.ERROR)
                    .setCause(e)
                    .log("a look at the open streams failed; the next one follows");
        }
    }

    int size() {
        return streams.size();
    }

    private static ApiException stopping() {
        return ApiException.unavailable("the server is stopping: connect again");
    }

    /// Ends all streams with `UNAVAILABLE`: clients then connect again.
    @Override
    public void close() {
        closed.countDown();
        subscription.close();
        streams.all().forEach(stream -> end(stream, stopping()));
    }
}
