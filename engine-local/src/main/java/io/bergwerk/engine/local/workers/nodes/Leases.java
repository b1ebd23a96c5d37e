package io.bergwerk.engine.local.workers.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renews the leases of one cluster's nodes: all at once when they become known, then spread evenly over the period,
/// without a thread per node.
///
/// The controller manager takes a node for lost when its lease has not changed for the grace period (50 s
/// here).
final class Leases implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);
    private static final String COLLECTION = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
    private static final int DURATION_SECONDS = 40;
    private static final Duration SHORT_PERIOD = Duration.ofSeconds(20);
    private static final Duration LONG_PERIOD = Duration.ofSeconds(40);
    private static final int SHORT_PERIOD_NODES_MAX = 200;
    private static final int FIRST_AT_ONCE_MAX = 8; // a quarter of what an API client has in flight
    private static final Duration FIRST_LIMIT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final int RENEWALS_PER_STATUS = 30; // node status every ten minutes at the short period
    private static final double JITTER = 0.04;

    private static final class Lease {
        final Node node;
        final CountDownLatch begun = new CountDownLatch(1);
        String version = "";
        Instant renewed = Instant.MIN;
        int renewals;

        Lease(Node node) {
            this.node = node;
        }

        void read(JsonNode object) {
            version = object.path("metadata").path("resourceVersion").asText();
            var time = object.path("spec").path("renewTime").asText("");
            renewed = time.isEmpty() ? Instant.MIN : Instant.parse(time);
        }
    }

    private final KubeApi api;
    private final Timers timers;
    private final RandomGenerator random;
    private final Consumer<String> statusDue;
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();
    private final Semaphore first = new Semaphore(FIRST_AT_ONCE_MAX);
    private volatile boolean closed;

    /// @param statusDue told the name of a node whose status is to be refreshed
    Leases(KubeApi api, Timers timers, RandomGenerator random, Consumer<String> statusDue) {
        this.api = api;
        this.timers = timers;
        this.random = random;
        this.statusDue = statusDue;
    }

    /// Renews the lease of a node now, because the last one who did may have died long ago, and from then on; a node
    /// that was made anew under its old name has another uid.
    void keep(Node node) {
        var lease = new Lease(node);
        var kept = leases.compute(node.name(), (_, former) -> isOf(node, former) ? former : lease);
        if (kept == lease) {
            timers.executor().execute(() -> begin(lease));
        }
    }

    private static boolean isOf(Node node, @Nullable Lease lease) {
        return lease != null && lease.node.uid().equals(node.uid());
    }

    private void begin(Lease lease) {
        first.acquireUninterruptibly();
        try {
            renew(lease);
        } finally {
            first.release();
            lease.begun.countDown();
        }
    }

    /// Blocks until each lease was renewed once, or could not be. A server that waits for this before it touches a node
    /// has spoken for all of them, however soon it dies.
    void awaitFirst() {
        var end = timers.now().plus(FIRST_LIMIT);
        try {
            for (var lease : leases.values()) {
                var left = Duration.between(timers.now(), end);
                if (!lease.begun.await(left.toMillis(), TimeUnit.MILLISECONDS)) {
                    log.warn("leases take longer than {} to renew; the work on nodes goes on", FIRST_LIMIT);
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void drop(String node) {
        leases.remove(node);
    }

    private void renew(Lease lease) {
        var name = lease.node.name();
        if (closed || leases.get(name) != lease) {
            return;
        }
        var pause = RETRY;
        try {
            write(lease);
            pause = pause(lease.renewals++);
            if (lease.renewals % RENEWALS_PER_STATUS == 0) {
                statusDue.accept(name);
            }
        } catch (KubeException e) {
            lease.version = "";
            log.atDebug().addKeyValue("node", name).setCause(e).log("lease not renewed, tried again in {}", RETRY);
        }
        timers.later(timers.now().plus(pause), () -> renew(lease));
    }

    /// The first pause is anything up to a period, which spreads nodes that began together.
    private Duration pause(int renewals) {
        var period = leases.size() > SHORT_PERIOD_NODES_MAX ? LONG_PERIOD : SHORT_PERIOD;
        var factor = renewals == 0 ? random.nextDouble() : 1 + JITTER * (random.nextDouble() - 0.5);
        return Duration.ofMillis(Math.max(1, (long) (period.toMillis() * factor)));
    }

    private void write(Lease lease) {
        if (lease.version.isEmpty()) {
            var found = find(lease.node.name());
            if (found.isEmpty()) {
                lease.read(api.create(COLLECTION, object(lease.node, "", timers.now())));
                return;
            }
            lease.read(found.get());
        }
        var time = later(timers.now(), lease.renewed);
        lease.read(api.replace(COLLECTION + "/" + lease.node.name(), object(lease.node, lease.version, time)));
    }

    /// The controller manager takes only a later time for a renewal: when the clock was set back, it goes on
    /// from what was written before.
    static Instant later(Instant now, Instant renewed) {
        return now.isAfter(renewed) ? now : renewed.plusMillis(1);
    }

    private Optional<JsonNode> find(String name) {
        try {
            return Optional.of(api.get(COLLECTION + "/" + name));
        } catch (KubeException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private ObjectNode object(Node node, String version, Instant renewed) {
        var lease = KubeApi.JSON
                .createObjectNode()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease");
        var metadata = lease.putObject("metadata").put("name", node.name()).put("namespace", "kube-node-lease");
        if (!version.isEmpty()) {
            metadata.put("resourceVersion", version);
        }
        NodeWriter.ownedBy(metadata, node);
        lease.putObject("spec")
                .put("holderIdentity", node.name())
                .put("leaseDurationSeconds", DURATION_SECONDS)
                .put("renewTime", micros(renewed));
        return lease;
    }

    /// Kubernetes' micro time always has six digits.
    private static String micros(Instant time) {
        var seconds = time.truncatedTo(ChronoUnit.SECONDS).toString();
        return seconds.replace("Z", ".%06dZ".formatted(time.get(ChronoField.MICRO_OF_SECOND)));
    }

    @Override
    public void close() {
        closed = true;
        leases.clear();
    }
}
