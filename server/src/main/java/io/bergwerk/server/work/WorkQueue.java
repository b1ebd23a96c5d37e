package io.bergwerk.server.work;

import io.bergwerk.server.store.Database;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.store.Subscription;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Takes due objects of the kinds this server serves and runs their reconcilers. Several servers may share a database.
///
/// Passes run on virtual threads, at most as many at once as the config allows for the server and the caller of
/// [#serve] for the kind. Work of kinds nobody serves here is left to others.
public final class WorkQueue implements AutoCloseable {
    private final WorkSignals signals;
    private final Wakeups wakeups;
    private final WorkRuntime runtime;
    private final Map<String, Service> services = new ConcurrentHashMap<>();
    private final Subscription subscription;

    /// @param server this server's id: it lies in the data directory, and no other running server has it
    /// @param random spreads pauses
    public WorkQueue(
            UUID server,
            Database database,
            Notifications notifications,
            WorkConfig config,
            WorkTime time,
            WorkMetrics metrics,
            RandomGenerator random) {
        this.signals = new WorkSignals(server);
        this.wakeups = new Wakeups(server, signals, time);
        this.runtime = new WorkRuntime(database, new WorkStore(server, config, time), config, metrics, random);
        database.useTransaction(tx -> runtime.store().freeOwn(tx)); // what the former process held when it died
        this.subscription = notifications.listen(WorkSignals.TOPIC, signals.listener());
    }

    /// Where services say that something has to be looked at.
    public Wakeups wakeups() {
        return wakeups;
    }

    /// Starts to serve a kind, with a sweep. Closing the service interrupts its passes, waits for them, and leaves
    /// the kind to other servers.
    ///
    /// @param concurrency most passes of this kind at once on this server; 1 to 256
    /// @throws IllegalStateException if this queue serves the kind already
    public <K> Service serve(WorkKind<K> kind, Reconciler<K> reconciler, int concurrency) {
        var passes = new Passes(runtime, kind.name());
        var runner = new PassRunner<>(runtime, kind, reconciler);
        var dispatcher = new Dispatcher<>(runtime, kind.name(), runner, passes, concurrency);
        var sweeper = new Sweeper<>(runtime, kind, reconciler);
        var service = new Service(kind.name(), runtime, dispatcher, passes, sweeper, this::stopped);
        if (services.putIfAbsent(kind.name(), service) != null) {
            throw new IllegalStateException("kind " + kind.name() + ": served already (expected: once)");
        }
        signals.register(kind.name(), service::wake);
        service.start();
        return service;
    }

    /// Passes that run now on this server, of all kinds.
    public int running() {
        return services.values().stream().mapToInt(Service::running).sum();
    }

    /// Looks at once whether something is due; for tests that move the clock.
    public void wakeAll() {
        signals.wakeAll();
    }

    /// Interrupts all passes, waits for them, and leaves their objects to others.
    @Override
    public void close() {
        services.values().forEach(Service::close);
        subscription.close();
    }

    private void stopped(Service service) {
        signals.unregister(service.kind());
        services.remove(service.kind(), service);
    }
}
