package io.bergwerk.engine.local.binaries;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.VersionAvailability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The programs of every version on offer: looked for at start, built where they are missing, one version at
/// a time. A build that failed, as one without a network does, is tried again a few times.
public final class Binaries implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Binaries.class);

    private final BinarySources sources;
    private final List<KubernetesVersion> versions;
    private final Consumer<KubernetesVersion> ready;
    private final List<Duration> retries;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<KubernetesVersion, VersionAvailability> availability = new ConcurrentHashMap<>();
    private final Map<KubernetesVersion, String> flaws = new ConcurrentHashMap<>();
    private final Map<KubernetesVersion, BinarySet> sets = new ConcurrentHashMap<>();
    private volatile @Nullable Build build;
    private @Nullable Thread preparer;

    /// @param versions the most wanted first
    /// @param retries pauses after which what could not be built is tried once more
    /// @param ready told of each version whose programs are there now
    public Binaries(
            BinarySources sources,
            List<KubernetesVersion> versions,
            List<Duration> retries,
            Consumer<KubernetesVersion> ready) {
        this.sources = sources;
        this.versions = List.copyOf(versions);
        this.retries = List.copyOf(retries);
        this.ready = ready;
        versions.forEach(version -> availability.put(
                version,
                new VersionAvailability.Preparing(
                        0, "Kubernetes %s is being looked for on this host.".formatted(version))));
    }

    /// Begins to look and to build, in the background.
    public void start() {
        preparer = Thread.ofVirtual().name("binaries").start(this::prepare);
    }

    /// The programs of a version, if they are there by now.
    public Optional<BinarySet> find(KubernetesVersion version) {
        return Optional.ofNullable(sets.get(version));
    }

    public VersionAvailability availability(KubernetesVersion version) {
        var known = availability.get(version);
        return known != null
                ? known
                : new VersionAvailability.Unavailable("Kubernetes %s is not offered on this host (expected: one of %s)."
                        .formatted(version, versions));
    }

    /// All versions are looked for before the first is built, so that what is there serves at once, and all
    /// that are missing are built once before the first is tried again.
    private void prepare() {
        var missing = missing();
        if (sources.buildScript().isEmpty()) {
            missing.forEach(version -> giveUp(version, flaws.getOrDefault(version, "it is not on this host")));
            return;
        }
        try {
            for (var attempt = 0; attempt <= retries.size() && !missing.isEmpty(); attempt++) {
                if (attempt > 0 && closing.await(retries.get(attempt - 1).toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                missing = attempt == 0 ? missing : missing();
                for (var version : missing) {
                    build(version, sources.buildScript().get(), attempt);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<KubernetesVersion> missing() {
        return versions.stream()
                .filter(version -> !sets.containsKey(version) && !look(version))
                .toList();
    }

    private boolean look(KubernetesVersion version) {
        var lookups = List.<Supplier<Lookup>>of(
                () -> sources.directory()
                        .map(directory -> new ProgramLookup(List.of(directory)).find(version))
                        .orElse(Lookup.NOTHING),
                () -> new CacheLookup(sources.cache()).find(version),
                () -> ProgramLookup.ofPath(sources.path()).find(version));
        for (var lookup : lookups) {
            var found = lookup.get();
            if (found.usable().isPresent()) {
                offer(version, found.usable().get());
                return true;
            }
            if (!found.flaw().isEmpty()) {
                log.warn("Kubernetes {} is there but not usable: {}", version, found.flaw());
                flaws.put(version, found.flaw());
            }
        }
        return false;
    }

    private void offer(KubernetesVersion version, BinarySet set) {
        sets.put(version, set);
        availability.put(version, new VersionAvailability.Available());
        ready.accept(version);
    }

    private void build(KubernetesVersion version, Path script, int attempt) throws InterruptedException {
        if (isClosed()) {
            return;
        }
        log.info("Kubernetes {} is built now", version);
        var started = new Build(script, sources.cache(), version);
        build = started;
        try {
            var complaint = started.run(step -> availability.put(
                    version, new VersionAvailability.Preparing(step.percent(), step.sentence(version))));
            if (!complaint.isEmpty()) {
                failed(version, "building it failed with " + complaint, attempt);
            } else if (!look(version)) {
                failed(version, "the build left nothing usable", attempt);
            }
        } catch (IOException e) {
            failed(version, "the build could not be started: " + e.getMessage(), attempt);
        } finally {
            build = null;
        }
    }

    private void failed(KubernetesVersion version, String why, int attempt) {
        var next = attempt < retries.size()
                ? "It is built again in %s (%d of %d)"
                        .formatted(words(retries.get(attempt)), attempt + 2, retries.size() + 1)
                : "That was tried %d times".formatted(attempt + 1);
        giveUp(version, "%s. %s".formatted(why, next));
    }

    private static String words(Duration pause) {
        return pause.toMinutes() < 2 ? pause.toSeconds() + " seconds" : pause.toMinutes() + " minutes";
    }

    private void giveUp(KubernetesVersion version, String why) {
        if (isClosed()) {
            return;
        }
        var message = "Kubernetes %s cannot be run: %s. Get it with: ./bergwerk kubernetes build %s"
                .formatted(version, why, version);
        log.error(message);
        availability.put(version, new VersionAvailability.Unavailable(message));
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    /// Looks again for a version that could not be had, because somebody may have built it by hand.
    public void lookAgain() {
        versions.stream()
                .filter(version -> availability.get(version) instanceof VersionAvailability.Unavailable)
                .forEach(this::look);
    }

    /// Ends a build that is under way; the next start goes on from where it was.
    @Override
    public void close() {
        closing.countDown();
        var running = build;
        if (running != null) {
            running.stop();
        }
        var preparing = preparer;
        if (preparing != null) {
            preparing.interrupt();
        }
    }
}
