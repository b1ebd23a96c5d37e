package io.bergwerk.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How many passes of one kind run at once, on a server that has room for more.
class KindLimitTest {
    private static final WorkKind<String> SLOW = WorkKind.ofNames("slow");
    private static final WorkKind<String> QUICK = WorkKind.ofNames("quick");
    private static final int LIMIT = 2;

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    private final Queue<String> quick = new ConcurrentLinkedQueue<>();
    private final Semaphore go = new Semaphore(0);
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void aKindThatIsFullTakesNothingMoreAndHoldsUpNoOther() {
        var server = QueueServer.start(store);
        server.queue().serve(SLOW, this::slow, LIMIT);
        server.queue()
                .serve(
                        QUICK,
                        key -> {
                            quick.add(key);
                            return Outcome.settled();
                        },
                        LIMIT);
        server.wake(SLOW, "a", "b", "c", "d", "e", "f");
        Eventually.until("the kind is full", () -> now.get() == LIMIT);

        server.wake(QUICK, "x", "y", "z");

        Eventually.until("the other kind's rows are gone", () -> quick.size() == 3 && server.rows() == 6);
        assertThat(leased(server)).isEqualTo(LIMIT);
        go.release(1);
        Eventually.until("the next one takes the room", () -> done.get() == 1 && now.get() == LIMIT);
        go.release(5);
        Eventually.until("all rows are gone", () -> server.rows() == 0);
        assertThat(done.get()).isEqualTo(6);
        assertThat(most.get()).isEqualTo(LIMIT);
    }

    private Outcome slow(String key) throws InterruptedException {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        go.acquire();
        now.decrementAndGet();
        done.incrementAndGet();
        return Outcome.settled();
    }

    private static int leased(QueueServer server) {
        return server.database()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM work WHERE leased_by IS NOT NULL")
                        .mapTo(Integer.class)
                        .one());
    }
}
