package io.bergwerk.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The clock that says what is due, set back by an hour in the middle of the work.
class ClockSetBackTest {
    private static final WorkKind<String> THING = WorkKind.ofNames("thing");
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    private final SettableClock clock = SettableClock.atNoon();
    private final Queue<String> passes = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private QueueServer server;

    @BeforeEach
    void serveAndSweep() {
        server = QueueServer.start(store, UUID.randomUUID(), QueueServer.CONFIG, WorkTime.of(clock));
        server.queue().serve(THING, this::reconcile, 4);
        Eventually.until("the first sweep is over", () -> sweeps() == 1);
    }

    @Test
    void whatWaitedIsLookedAtAtOnceAndNotAnHourLater() {
        server.wake(THING, "waiting");
        Eventually.until("it waits", () -> passes.size() == 1 && isFree("waiting"));

        clock.advance(HOUR.negated());
        server.wake(THING, "woken");

        Eventually.until("all rows are gone", () -> passes.contains("woken") && server.rows() == 0);
        assertThat(passes).containsExactlyInAnyOrder("waiting", "waiting", "woken");
    }

    @Test
    void anObjectOfASilentServerIsTakenOverALeaseLaterAndNotBefore() {
        store.raw().execute("""
                INSERT INTO work (kind, key, due, leased_by, lease_until)
                VALUES ('thing', 'silent', '%1$s', '%2$s', '%1$s')
                """.formatted(clock.instant().plus(QueueServer.CONFIG.lease()), UUID.randomUUID()));

        clock.advance(HOUR.negated());

        Eventually.until("its lease is one that begins now", () -> leaseMillis("silent") == leaseMillis());
        clock.advance(QueueServer.CONFIG.lease().minusMillis(1));
        server.wake(THING, "woken");
        Eventually.until("another one's pass", () -> passes.contains("woken"));
        assertThat(passes).containsExactly("woken");
        clock.advance(Duration.ofMillis(1));
        server.queue().wakeAll();
        Eventually.until("all rows are gone", () -> server.rows() == 0);
        assertThat(passes).containsExactly("woken", "silent");
    }

    @Test
    void aPassThatRunsGoesOnAndIsTheOnlyOne() {
        server.wake(THING, "long");
        Eventually.until("the pass runs", () -> passes.contains("long"));

        clock.advance(HOUR.negated());
        Eventually.until("its lease is prolonged by the new time", () -> leaseMillis("long") == leaseMillis());
        end.countDown();

        Eventually.until("all rows are gone", () -> server.rows() == 0);
        assertThat(passes).containsExactly("long");
    }

    private Outcome reconcile(String key) throws InterruptedException {
        passes.add(key);
        if (key.equals("waiting") && passes.size() == 1) {
            return Outcome.waiting("the oven is cold", Duration.ofMinutes(30));
        }
        if (key.equals("long")) {
            end.await();
        }
        return Outcome.settled();
    }

    private boolean isFree(String key) {
        return server.column(key, "leased_by IS NULL", Boolean.class);
    }

    /// Of a lease, from the present time of the clock.
    private long leaseMillis(String key) {
        return server.column(key, "(extract(epoch FROM lease_until) * 1000)::bigint", Long.class)
                - clock.instant().toEpochMilli();
    }

    private static long leaseMillis() {
        return QueueServer.CONFIG.lease().toMillis();
    }

    private int sweeps() {
        return server.database()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM work_sweep")
                        .mapTo(Integer.class)
                        .one());
    }
}
