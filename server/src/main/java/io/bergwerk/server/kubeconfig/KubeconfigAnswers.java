package io.bergwerk.server.kubeconfig;

import io.bergwerk.common.ApiException;
import io.bergwerk.server.store.Notifications;
import io.bergwerk.server.store.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;

/// Wakes those who wait for an answer as soon as it is committed, on whatever server.
public final class KubeconfigAnswers implements AutoCloseable {
    private static final String TOPIC = "kubeconfig";
    /// A notification may be lost; then the answer is found by looking.
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Map<UUID, CountDownLatch> waiting = new ConcurrentHashMap<>();
    private final Subscription subscription;

    public KubeconfigAnswers(Notifications notifications) {
        this.subscription = notifications.listen(TOPIC, new Notifications.Listener() {
            @Override
            public void notified(String payload) {
                var latch = waiting.get(UUID.fromString(payload));
                if (latch != null) {
                    latch.countDown();
                }
            }

            @Override
            public void relist() {
                waiting.values().forEach(CountDownLatch::countDown);
            }
        });
    }

    /// Tells whoever waits for the answer, once the transaction commits.
    static void tell(Handle tx, UUID kubeconfig) {
        Notifications.send(tx, TOPIC, kubeconfig.toString());
    }

    /// Blocks until the answer is there, but not for longer than the patience.
    ///
    /// @param answered looks whether it is there
    void await(UUID kubeconfig, Duration patience, BooleanSupplier answered) {
        var end = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() < end) {
                var latch = new CountDownLatch(1);
                waiting.put(kubeconfig, latch);
                if (answered.getAsBoolean()) {
                    return;
                }
                var left = Math.min(end - System.nanoTime(), LOOK_EVERY.toNanos());
                // Woken or not, the next look tells: a wake-up may only mean that notifications were lost.
                var _ = latch.await(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the server is stopping: try again").withCause(e);
        } finally {
            waiting.remove(kubeconfig);
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
