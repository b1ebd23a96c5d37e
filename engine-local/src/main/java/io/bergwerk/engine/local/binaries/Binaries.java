package io.bergwerk.engine.local.binaries;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.VersionAvailability;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The programs of every version on offer: looked for at start, built where they are missing, one version at a time.
public final class Binaries implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Binaries.class);

    private final BinarySources sources;
    private final List<KubernetesVersion> versions;
    private final Consumer<KubernetesVersion> ready;
    private final Map<KubernetesVersion, VersionAvailability> availability = new ConcurrentHashMap<>();
    private final Map<KubernetesVersion, String> flaws = new ConcurrentHashMap<>();
    private final Map<KubernetesVersion, BinarySet> sets = new ConcurrentHashMap<>();
    private volatile @Nullable Build build;
    private volatile boolean closed;
    private @Nullable Thread preparer;

    /// @param versions the most wanted first
    /// @param ready told of each version whose programs are there now
    public Binaries(BinarySources sources, List<KubernetesVersion> versions, Consumer<KubernetesVersion> ready) {
        this.sources = sources;
        this.versions = List.copyOf(versions);
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

    /// All versions are looked for before the first is built, so that what is there serves at once.
    private void prepare() {
        var missing = versions.stream().filter(version -> !look(version)).toList();
        for (var version : missing) {
            if (!closed) {
                buildOrGiveUp(version);
            }
        }
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

    private void buildOrGiveUp(KubernetesVersion version) {
        var script = sources.buildScript();
        if (script.isEmpty()) {
            giveUp(version, flaws.getOrDefault(version, "it is not on this host"));
            return;
        }
        log.info("Kubernetes {} is built now", version);
        var started = new Build(script.get(), sources.cache(), version);
        build = started;
        try {
            var complaint = started.run(step -> availability.put(
                    version, new VersionAvailability.Preparing(step.percent(), step.sentence(version))));
            if (!complaint.isEmpty()) {
                giveUp(version, "building it failed with " + complaint);
            } else if (!look(version)) {
                giveUp(version, "the build left nothing usable");
            }
        } catch (IOException e) {
            giveUp(version, "the build could not be started: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            build = null;
        }
    }

    private void giveUp(KubernetesVersion version, String why) {
        if (closed) {
            return;
        }
        var message = "Kubernetes %s cannot be run: %s. Get it with: ./bergwerk kubernetes build %s"
                .formatted(version, why, version);
        log.error(message);
        availability.put(version, new VersionAvailability.Unavailable(message));
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
        closed = true;
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
