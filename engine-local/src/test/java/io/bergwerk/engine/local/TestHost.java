package io.bergwerk.engine.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import io.bergwerk.engine.MachineType;
import io.bergwerk.engine.StepResult;
import io.bergwerk.engine.VersionAvailability;
import io.bergwerk.engine.WorkerGroup;
import io.bergwerk.engine.local.LocalEngineConfig.OnExit;
import io.bergwerk.engine.local.files.PrivateFiles;
import io.bergwerk.engine.local.process.Poll;
import io.bergwerk.engine.local.process.ProcFs;
import io.bergwerk.engine.local.workers.SimulatedWorkers;
import io.bergwerk.engine.local.workers.WorkersConfig;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A data directory with real components in it, and a watchdog that ends them whatever becomes of the test.
///
/// The watchdog is a process of its own: once this JVM is gone it kills every process whose environment names
/// the directory, and removes the directory.
final class TestHost implements AutoCloseable {
    static final KubernetesVersion VERSION = KubernetesVersion.parse("1.36.3");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int BASE_PORT = 30_000;
    private static final String WATCHDOG = """
            while [ "$(cut -d ' ' -f 22 "/proc/$1/stat" 2>/dev/null)" = "$2" ]; do sleep 1; done
            for environ in /proc/[0-9]*/environ; do
              if grep -qz "^BERGWERK_DIRECTORY=$3/" "$environ" 2>/dev/null; then
                pid=${environ#/proc/}; kill -9 "${pid%/environ}"
              fi
            done
            sleep 1; rm -rf "$3"
            """;

    private final Path directory;
    private final LocalEngineConfig config;
    private final InstantSource clock;
    private final WorkersFactory workers;
    private LocalEngine engine;

    private TestHost(Path directory, WorkersFactory workers) throws IOException {
        this(config(directory), InstantSource.system(), workers);
    }

    private TestHost(LocalEngineConfig config, InstantSource clock, WorkersFactory workers) throws IOException {
        this.directory = config.dataDirectory();
        this.config = config;
        this.clock = clock;
        this.workers = workers;
        this.engine = start();
    }

    /// One that offers these versions, found in a directory of the test's own or in the cache.
    static TestHost offering(Optional<Path> programs, String... versions) {
        var offered = Stream.of(versions).map(KubernetesVersion::parse).toList();
        return opened(directory -> config(directory, programs, offered), InstantSource.system(), TestWorkers::create);
    }

    /// One with simulated workers that offers these versions.
    static TestHost simulating(String... versions) {
        var offered = Stream.of(versions).map(KubernetesVersion::parse).toList();
        return opened(
                directory -> config(directory, Optional.empty(), offered),
                InstantSource.system(),
                simulated(WorkersConfig.DEFAULT));
    }

    static TestHost withClock(InstantSource clock) {
        return opened(TestHost::config, clock, TestWorkers::create);
    }

    private static TestHost opened(
            Function<Path, LocalEngineConfig> config, InstantSource clock, WorkersFactory workers) {
        try {
            var directory = Files.createTempDirectory("bw-");
            guard(directory);
            return new TestHost(config.apply(directory), clock, workers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestHost open() {
        try {
            return openAt(Files.createTempDirectory("bw-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestHost withSimulatedWorkers() {
        return withSimulatedWorkers(WorkersConfig.DEFAULT);
    }

    static TestHost withSimulatedWorkers(WorkersConfig config) {
        return opened(TestHost::config, InstantSource.system(), simulated(config));
    }

    static WorkersFactory simulated(WorkersConfig config) {
        return changed -> new SimulatedWorkers(InstantSource.system(), new Random(1), config, changed);
    }

    static TestHost openAt(Path directory) {
        try {
            guard(directory);
            return new TestHost(directory, TestWorkers::create);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void guard(Path directory) throws IOException {
        var self = ProcFs.identify(ProcessHandle.current().pid()).orElseThrow();
        var arguments = List.of(
                "setsid", "bash", "-c", WATCHDOG, "watchdog", "" + self.pid(), "" + self.startTicks(), "" + directory);
        new ProcessBuilder(arguments)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Where this user's built programs lie, as the build script has it.
    static Path cache() {
        var environment = System.getenv();
        if (environment.get("BERGWERK_CACHE") != null) {
            return Path.of(environment.get("BERGWERK_CACHE"));
        }
        var caches = Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
                .orElse(System.getProperty("user.home") + "/.cache");
        return Path.of(caches, "bergwerk");
    }

    static LocalEngineConfig config(Path directory) {
        return config(directory, Optional.empty(), List.of(VERSION));
    }

    private static LocalEngineConfig config(Path directory, Optional<Path> programs, List<KubernetesVersion> versions) {
        return new LocalEngineConfig(
                directory,
                cache(),
                programs,
                Optional.empty(),
                versions,
                BASE_PORT,
                OnExit.KEEP,
                Duration.ofDays(1),
                Optional.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)),
                0);
    }

    private LocalEngine start() throws IOException {
        var started = LocalEngine.start(config, clock, new Random(1), new SecureRandom(), workers);
        config.versions().forEach(version -> awaitPrograms(started, version));
        return started;
    }

    static LocalEngine startEngine(Path directory) throws IOException {
        return startEngine(directory, VERSION);
    }

    static LocalEngine startEngine(Path directory, KubernetesVersion... versions) throws IOException {
        return startEngine(config(directory, Optional.empty(), List.of(versions)), TestWorkers::create);
    }

    static LocalEngine startEngine(LocalEngineConfig config, WorkersFactory workers) throws IOException {
        return LocalEngine.start(config, InstantSource.system(), new Random(1), new SecureRandom(), workers);
    }

    private static void awaitPrograms(LocalEngine engine, KubernetesVersion version) {
        Poll.until(LIMIT, LOOK_EVERY, () -> !(engine.availability(version) instanceof VersionAvailability.Preparing));
        assertThat(engine.availability(version))
                .as("get the programs with: ./bergwerk kubernetes build " + version)
                .isInstanceOf(VersionAvailability.Available.class);
    }

    LocalEngine engine() {
        return engine;
    }

    Path directory() {
        return directory;
    }

    Path directory(ClusterId cluster) {
        return directory.resolve("clusters").resolve(cluster.toString());
    }

    /// Every process whose environment names the cluster's directory.
    List<Long> processesOf(ClusterId cluster) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> directory(cluster)
                        .toString()
                        .equals(ProcFs.environment(pid).get("BERGWERK_DIRECTORY")))
                .toList();
    }

    /// Ends the server and starts the next one; control planes run on.
    LocalEngine restart() {
        try {
            engine.close();
            engine = start();
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A process that has its own engine on some data directory.
    interface Server {
        Process start(Path directory) throws IOException;
    }

    /// Has another server at work on this data, kills it in the middle of that, and starts the next one.
    void killInTheMiddle(Server other, BooleanSupplier middle) {
        engine.close();
        try {
            var child = other.start(directory);
            try {
                eventually(() -> middle.getAsBoolean() || !child.isAlive());
                assertThat(child.isAlive()).isTrue();
            } finally {
                child.destroyForcibly().waitFor();
            }
            engine = start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static ClusterOrder order() {
        return order(new ClusterId(UUID.randomUUID()), "test");
    }

    static ClusterOrder order(ClusterId id, String name) {
        var type = new MachineType("c1-medium-x86", 8, 128L << 30, 960_000_000_000L, 10_000);
        var group = new WorkerGroup("group-0", type, new MachineImage("debian", "12"), 2, 2, 1, 0);
        return new ClusterOrder(
                id,
                new ProjectId(UUID.randomUUID()),
                name,
                VERSION,
                "muc",
                "eqx-mu4",
                List.of("api.%s.0123456789.example.org".formatted(name)),
                List.of(group));
    }

    static ClusterOrder at(ClusterOrder order, String version) {
        return new ClusterOrder(
                order.id(),
                order.project(),
                order.name(),
                KubernetesVersion.parse(version),
                order.region(),
                order.partition(),
                order.apiDnsNames(),
                order.workerGroups());
    }

    static ClusterOrder withImage(ClusterOrder order, String version) {
        var group = order.workerGroups().getFirst();
        return order.withWorkerGroups(List.of(new WorkerGroup(
                group.name(),
                group.machineType(),
                new MachineImage("debian", version),
                group.min(),
                group.max(),
                group.maxSurge(),
                group.maxUnavailable())));
    }

    /// Brings a control plane up, with what the engine keeps inside it.
    ClusterOrder create() {
        return create(VERSION.toString());
    }

    ClusterOrder create(String version) {
        var order = at(order(), version);
        done(() -> engine.ensureControlPlane(order));
        done(() -> engine.ensureSystemComponents(order));
        return order;
    }

    static void done(Supplier<StepResult> step) {
        var answers = new ArrayList<StepResult>();
        eventually(() -> {
            answers.add(step.get());
            return answers.getLast() instanceof StepResult.Done;
        });
    }

    static void eventually(BooleanSupplier state) {
        assertThat(Poll.until(LIMIT, LOOK_EVERY, state)).as("within " + LIMIT).isTrue();
    }

    @Override
    public void close() {
        for (var cluster : engine.clusters()) {
            done(() -> engine.removeControlPlane(cluster));
        }
        engine.close();
        PrivateFiles.deleteTree(directory);
    }
}
