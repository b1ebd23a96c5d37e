package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.Uuids;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.local.binaries.Binaries;
import io.bergwerk.engine.local.binaries.BinarySources;
import io.bergwerk.engine.local.controlplane.ClusterDirectory;
import io.bergwerk.engine.local.controlplane.ClusterState;
import io.bergwerk.engine.local.controlplane.ControlPlane;
import io.bergwerk.engine.local.controlplane.ControlPlaneContext;
import io.bergwerk.engine.local.controlplane.Phase;
import io.bergwerk.engine.local.files.PrivateFiles;
import io.bergwerk.engine.local.ports.PortSlots;
import io.bergwerk.engine.local.process.Launcher;
import io.bergwerk.engine.local.process.SupervisorContext;
import io.bergwerk.engine.local.router.SniRouter;
import io.bergwerk.engine.local.trash.Trash;
import io.bergwerk.engine.local.workers.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything of one data directory: its clusters, what they share, and the clockwork that looks after them.
final class Installation {
    private static final Logger log = LoggerFactory.getLogger(Installation.class);
    private static final Duration HELLO_LIMIT = Duration.ofSeconds(10);
    private static final Duration LOOK_AFTER_EVERY = Duration.ofSeconds(10);
    private static final Duration TIDY_EVERY = Duration.ofMinutes(10);
    private static final Duration BACK_UP_EVERY = Duration.ofMinutes(1);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final Duration NO_ROOM_ASK_AGAIN = Duration.ofSeconds(30);
    private static final List<Duration> BUILD_RETRIES =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(25));
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

    private final LocalEngineConfig config;
    private final InstantSource clock;
    private final DirectoryLock lock;
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("engine-timers").factory());
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("engine-", 0).factory());
    private final Map<ClusterId, LocalCluster> clusters = new ConcurrentHashMap<>();
    private final Set<ClusterId> removals = ConcurrentHashMap.newKeySet();
    private final Capacity capacity;
    private final PortSlots slots;
    private final Trash trash;
    private final Binaries binaries;
    private final ControlPlaneContext context;
    private final Workers workers;
    private final Removal removal;
    private final Undeletion undeletion;
    private final @Nullable SniRouter router;
    private volatile Consumer<ClusterId> listener = _ -> {};
    private volatile boolean closed;

    Installation(
            LocalEngineConfig config,
            InstantSource clock,
            RandomGenerator random,
            SecureRandom keyRandom,
            WorkersFactory workersFactory)
            throws IOException {
        this.config = config;
        this.clock = clock;
        PrivateFiles.createDirectory(config.dataDirectory());
        this.lock = DirectoryLock.take(config.dataDirectory());
        this.router = openRouter();
        this.capacity = new Capacity(config.maxClusters());
        this.slots = new PortSlots(config.cacheDirectory().resolve("ports"), config.basePort());
        this.trash = new Trash(config.dataDirectory().resolve("trash"), config.retention(), clock);
        this.binaries = new Binaries(sources(), config.versions(), BUILD_RETRIES, this::resume);
        var supervision = new SupervisorContext(new Launcher(clock), timers, threads, clock, random);
        var coldStarts = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
        this.context = new ControlPlaneContext(supervision, slots, coldStarts, binaries::find, keyRandom);
        this.workers = workersFactory.create(this::tellListener);
        this.removal = new Removal(slots, trash, this::disconnect);
        this.undeletion = new Undeletion(trash);
    }

    private @Nullable SniRouter openRouter() throws IOException {
        if (config.router().isEmpty()) {
            return null;
        }
        try {
            return new SniRouter(config.router().get(), HELLO_LIMIT);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private BinarySources sources() {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return new BinarySources(config.binariesDirectory(), config.cacheDirectory(), path, config.buildScript());
    }

    void start() {
        PrivateFiles.createDirectory(clustersDirectory());
        onDisk().forEach(this::load);
        binaries.start();
        every(LOOK_AFTER_EVERY, () -> clusters.values().forEach(it -> threads.execute(it::lookAfter)));
        every(TIDY_EVERY, this::tidy);
        every(BACK_UP_EVERY, this::backUp);
        threads.execute(this::tidy);
    }

    private void every(Duration period, Runnable work) {
        var _ = timers.scheduleWithFixedDelay(
                () -> threads.execute(work), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    void tidy() {
        trash.purge();
        binaries.lookAgain();
        clusters.values().forEach(LocalCluster::tidy);
    }

    /// One after the other: a backup costs processor time, and none is in a hurry.
    void backUp() {
        clusters.values().forEach(LocalCluster::backUpIfDue);
    }

    private Path clustersDirectory() {
        return config.dataDirectory().resolve("clusters");
    }

    private ClusterDirectory directory(ClusterId id) {
        return new ClusterDirectory(id, clustersDirectory().resolve(id.toString()));
    }

    private Set<ClusterId> onDisk() {
        var found = new HashSet<ClusterId>();
        try (var entries = Files.newDirectoryStream(clustersDirectory())) {
            for (var entry : entries) {
                var name = entry.getFileName().toString();
                if (Uuids.isUuid(name)) {
                    found.add(new ClusterId(UUID.fromString(name)));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A cluster whose making did not get as far as its state is taken up again, or removed, when the
    /// platform asks.
    private void load(ClusterId id) {
        try {
            ClusterState.read(directory(id)).ifPresent(state -> clusters.put(id, cluster(id, state)));
        } catch (IllegalStateException e) {
            log.atError().addKeyValue("cluster", id).setCause(e).log("the cluster is made anew from its order");
        }
    }

    private LocalCluster cluster(ClusterId id, ClusterState state) {
        var controlPlane = new ControlPlane(directory(id), state, context, this::changed);
        return new LocalCluster(controlPlane, workers, clock);
    }

    /// The programs of a version are there: what ran with them before runs again.
    private void resume(KubernetesVersion version) {
        clusters.values().stream()
                .map(LocalCluster::controlPlane)
                .filter(it -> it.state().version().equals(version.toString()))
                .forEach(ControlPlane::resume);
    }

    private void changed(ClusterId id) {
        find(id).ifPresent(cluster -> {
            var access = cluster.access();
            if (access.isPresent() && cluster.controlPlane().facts().apiServer().isTrue()) {
                workers.attach(access.get());
                routeTo(cluster);
            }
        });
        tellListener(id);
    }

    private void routeTo(LocalCluster cluster) {
        var opened = router;
        if (opened != null) {
            var state = cluster.controlPlane().state();
            var port = slots.ports(state.slot()).apiServer();
            opened.route(cluster.controlPlane().directory().id(), state.apiDnsNames(), port);
        }
    }

    private void disconnect(ClusterId id) {
        workers.detach(id);
        if (router != null) {
            router.remove(id);
        }
    }

    void endConnections(ClusterId id) {
        if (router != null) {
            router.endConnections(id);
        }
    }

    private void tellListener(ClusterId id) {
        if (!closed) {
            listener.accept(id);
        }
    }

    StepResult ensure(ClusterOrder order) {
        var id = order.id();
        if (removals.contains(id)) {
            return StepResult.waiting("Removing", "What was there of this cluster is still being removed.", ASK_AGAIN);
        }
        var known = find(id);
        if (known.isPresent()) {
            return known.get().controlPlane().ensure(order.version(), order.apiDnsNames());
        }
        var running = clusters.values().stream()
                .filter(it -> it.controlPlane().phase() != Phase.STOPPED)
                .count();
        var refusal = capacity.refusal((int) running);
        if (refusal.isPresent()) {
            return StepResult.waiting("NoRoomOnHost", refusal.get(), NO_ROOM_ASK_AGAIN);
        }
        return create(order);
    }

    private StepResult create(ClusterOrder order) {
        var directory = directory(order.id());
        PrivateFiles.createDirectory(directory.root());
        var ports = slots.claim(directory.root());
        if (ports.isEmpty()) {
            return StepResult.waiting("NoPorts", "This host has no ports left for another cluster.", NO_ROOM_ASK_AGAIN);
        }
        var state = ClusterState.fresh(order.id(), order.version(), ports.get().slot(), order.apiDnsNames());
        var made = clusters.computeIfAbsent(order.id(), id -> cluster(id, state));
        return made.controlPlane().ensure(order.version(), order.apiDnsNames());
    }

    StepResult remove(ClusterId id) {
        if (find(id).isEmpty() && Files.notExists(directory(id).root())) {
            return StepResult.done();
        }
        if (removals.add(id)) {
            var cluster = clusters.computeIfAbsent(
                    id,
                    it -> cluster(it, ClusterState.fresh(it, config.versions().getFirst(), 0, List.of())));
            threads.execute(() -> finishRemoval(id, cluster));
        }
        return StepResult.waiting("StoppingControlPlane", "The control plane is being stopped and removed.", ASK_AGAIN);
    }

    private void finishRemoval(ClusterId id, LocalCluster cluster) {
        try {
            if (removal.run(cluster)) {
                clusters.remove(id);
            }
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("cluster", id)
                    .setCause(e)
                    .log("removal failed, it is begun again when asked for");
        } finally {
            removals.remove(id);
            tellListener(id);
        }
    }

    List<ClusterBackup> backups(ClusterId id) {
        return find(id).map(LocalCluster::backups).orElseGet(() -> undeletion.backups(id));
    }

    StepResult ensureUndeleted(ClusterId id, List<KubeconfigOrder> kubeconfigs) {
        if (removals.contains(id)) {
            return StepResult.waiting("Removing", "The cluster is still being removed.", ASK_AGAIN);
        }
        if (find(id).isPresent()) {
            return StepResult.done();
        }
        if (!undeletion.run(directory(id), kubeconfigs)) {
            return StepResult.failed("NothingKept", "Nothing of the cluster is kept any more.", "");
        }
        load(id);
        return StepResult.done();
    }

    Optional<LocalCluster> find(ClusterId id) {
        return Optional.ofNullable(clusters.get(id));
    }

    Set<ClusterId> clusters() {
        var all = onDisk();
        all.addAll(clusters.keySet());
        return Set.copyOf(all);
    }

    Binaries binaries() {
        return binaries;
    }

    void onChange(Consumer<ClusterId> newListener) {
        listener = newListener;
    }

    Optional<InetSocketAddress> routerAddress() {
        return Optional.ofNullable(router).map(SniRouter::address);
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        timers.shutdownNow();
        binaries.close();
        if (router != null) {
            router.close();
        }
        workers.close();
        clusters.values().forEach(cluster -> threads.execute(() -> end(cluster)));
        awaitThreads();
        lock.close();
    }

    private void end(LocalCluster cluster) {
        switch (config.onExit()) {
            case KEEP -> cluster.controlPlane().letGo();
            case STOP -> cluster.controlPlane().stop();
        }
    }

    private void awaitThreads() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException _) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
