package io.bergwerk.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/// What the queue does on every PostgreSQL we support.
abstract class WorkQueueContract {
    private static final WorkKind<String> THING = WorkKind.ofNames("thing");
    private static final WorkKind<String> OTHER = WorkKind.ofNames("other");

    private final Queue<String> passes = new ConcurrentLinkedQueue<>();

    abstract DatabaseExtension store();

    @Test
    void aCommittedWakeUpIsFollowedByAPassAndThenForgotten() {
        var server = QueueServer.start(store());
        server.queue().serve(THING, this::settle, 4);

        server.wake(THING, "a");

        Eventually.until("the row is gone", () -> passes.contains("a") && server.rows() == 0);
        assertThat(passes).containsExactly("a");
    }

    @Test
    void aWakeUpIsKeptWithItsTransactionOrNotAtAll() {
        var server = QueueServer.start(store());
        server.queue().serve(THING, this::settle, 4);

        assertThatThrownBy(() -> server.database().useTransaction(tx -> {
            server.queue().wakeups().add(tx, THING, "lost");
            throw new IllegalStateException();
        }));
        server.wake(THING, "kept");

        Eventually.until("the row is gone", () -> passes.contains("kept") && server.rows() == 0);
        assertThat(passes).containsExactly("kept");
    }

    @Test
    void aWakeUpDuringAPassIsFollowedByAnotherPass() {
        var server = QueueServer.start(store());
        var go = new Semaphore(0);
        server.queue()
                .serve(
                        THING,
                        key -> {
                            passes.add(key);
                            go.acquire();
                            return Outcome.settled();
                        },
                        4);
        server.wake(THING, "a");
        Eventually.until("the first pass", () -> passes.size() == 1);

        server.wake(THING, "a");
        server.wake(THING, "a");
        go.release(10);

        Eventually.until("the row is gone", () -> server.rows() == 0);
        assertThat(passes).containsExactly("a", "a");
    }

    @Test
    void twoServersShareTheWorkAndNoObjectIsInTwoPassesAtOnce() {
        var first = QueueServer.start(store());
        var second = QueueServer.start(store());
        var inPass = ConcurrentHashMap.<String>newKeySet();
        var clashes = new ConcurrentLinkedQueue<String>();
        var byFirst = serveCarefully(first, inPass, clashes);
        var bySecond = serveCarefully(second, inPass, clashes);
        var keys = IntStream.range(0, 40).mapToObj(i -> "k" + i).toArray(String[]::new);

        for (var round = 0; round < 10; round++) {
            (round % 2 == 0 ? first : second).wake(THING, keys);
        }

        Eventually.until("all rows are gone", () -> first.rows() == 0);
        assertThat(clashes).isEmpty();
        assertThat(byFirst.get()).isPositive();
        assertThat(bySecond.get()).isPositive();
        assertThat(byFirst.get() + bySecond.get()).isGreaterThanOrEqualTo(keys.length);
    }

    @Test
    void anObjectOfASilentServerIsTakenOverWhenItsLeaseEnds() {
        var server = QueueServer.start(store());
        leasedBySomebodyElse("a", "1 hour");
        server.queue().serve(THING, this::settle, 4);
        server.wake(THING, "b");
        Eventually.until("b is done", () -> passes.contains("b"));
        assertThat(passes).doesNotContain("a");

        store().raw().execute("UPDATE work SET lease_until = now() - interval '1 second' WHERE key = 'a'");

        Eventually.until("all rows are gone", () -> server.rows() == 0);
        assertThat(passes).containsExactly("b", "a");
    }

    @Test
    void aRestartedServerTakesBackWhatItsFormerProcessHeldAtOnce() {
        var id = UUID.randomUUID();
        store().database(); // migrated
        leased("a", id, "1 hour");

        var server = QueueServer.start(store(), id, QueueServer.CONFIG, WorkTime.ofDatabase());
        server.queue().serve(THING, this::settle, 4);

        Eventually.until("the row is gone", () -> server.rows() == 0);
        assertThat(passes).containsExactly("a");
    }

    @Test
    void aPassWhoseLeaseWentToAnotherServerIsInterruptedAndChangesNothing() {
        var server = QueueServer.start(store());
        var interrupted = new CountDownLatch(1);
        server.queue()
                .serve(
                        THING,
                        key -> {
                            passes.add(key);
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return Outcome.settled();
                        },
                        4);
        server.wake(THING, "a");
        Eventually.until("the pass runs", () -> !passes.isEmpty());
        var thief = UUID.randomUUID();

        store().raw()
                .execute("UPDATE work SET pass = pass + 1, leased_by = '" + thief
                        + "', lease_until = now() + interval '1 hour'");

        Eventually.until("the interrupt", () -> interrupted.getCount() == 0);
        Eventually.until("the pass has ended", () -> server.queue().running() == 0);
        assertThat(server.column("a", "leased_by", UUID.class)).isEqualTo(thief);
        assertThat(passes).hasSize(1);
    }

    @Test
    void aLongPassKeepsItsLease() {
        var server = QueueServer.start(store());
        var end = new CountDownLatch(1);
        server.queue()
                .serve(
                        THING,
                        key -> {
                            passes.add(key);
                            end.await();
                            return Outcome.settled();
                        },
                        4);
        server.wake(THING, "a");
        Eventually.until("the pass runs", () -> !passes.isEmpty());
        var first = server.column("a", "lease_until", java.time.OffsetDateTime.class);

        Eventually.until(
                "the database is past the first lease",
                () -> server.database()
                        .withHandle(tx -> tx.createQuery("SELECT now() > :first")
                                .bind("first", first)
                                .mapTo(Boolean.class)
                                .one()));
        end.countDown();

        Eventually.until("the row is gone", () -> server.rows() == 0);
        assertThat(passes).hasSize(1);
    }

    @Test
    void aWaitingObjectIsDueAfterItsDelayOrWhenItIsWoken() {
        var clock = SettableClock.atNoon();
        var server = QueueServer.start(store(), UUID.randomUUID(), QueueServer.CONFIG, WorkTime.of(clock));
        server.queue()
                .serve(
                        THING,
                        key -> {
                            passes.add(key);
                            return Outcome.waiting("the oven is cold", Duration.ofMinutes(30));
                        },
                        4);
        server.wake(THING, "a");
        Eventually.until("it waits", () -> passes.size() == 1 && isFree(server, "a"));
        assertThat(server.column("a", "reason", String.class)).isEqualTo("the oven is cold");

        clock.advance(Duration.ofMinutes(29));
        server.queue().wakeAll();
        server.wake(THING, "b");
        Eventually.until("b waits", () -> passes.contains("b") && isFree(server, "b"));
        assertThat(passes).containsExactly("a", "b");

        clock.advance(Duration.ofMinutes(1));
        server.queue().wakeAll();
        Eventually.until("a again", () -> passes.size() == 3 && isFree(server, "a"));

        server.wake(THING, "a");
        Eventually.until("a once more", () -> List.copyOf(passes).equals(List.of("a", "b", "a", "a")));
    }

    @Test
    void aFailingObjectIsTriedAgainAndCountsItsFailuresUntilItSettles() {
        var server = QueueServer.start(store());
        server.queue()
                .serve(
                        THING,
                        key -> {
                            passes.add(key);
                            if (passes.size() < 6) {
                                throw new IllegalStateException("attempt " + passes.size());
                            }
                            return passes.size() == 6
                                    ? Outcome.waiting("almost", Duration.ofHours(1))
                                    : Outcome.settled();
                        },
                        4);

        server.wake(THING, "a");

        Eventually.until("six passes", () -> passes.size() == 6 && isFree(server, "a"));
        assertThat(server.column("a", "attempts", Integer.class)).isZero();
    }

    @Test
    void whatAFailureSaidIsNotKeptUnlessItWasWrittenForCallers() {
        var clock = SettableClock.atNoon();
        var server = QueueServer.start(store(), UUID.randomUUID(), QueueServer.CONFIG, WorkTime.of(clock));
        server.queue().serve(THING, key -> Outcome.failed(new IllegalStateException("password=hunter2")), 4);

        server.wake(THING, "a");

        Eventually.until("it failed", () -> server.column("a", "attempts", Integer.class) == 1);
        assertThat(server.column("a", "reason", String.class)).isEqualTo("IllegalStateException");
    }

    @Test
    void aSweepFindsWhatALostWakeUpMissed() {
        var server = QueueServer.start(store());
        var live = new ConcurrentLinkedQueue<String>();
        var service = server.queue()
                .serve(
                        THING,
                        new Reconciler<>() {
                            @Override
                            public Outcome reconcile(String key) {
                                return settle(key);
                            }

                            @Override
                            public List<String> liveKeys(Handle tx, Optional<String> after, int limit) {
                                return live.stream()
                                        .sorted()
                                        .filter(key -> key.compareTo(after.orElse("")) > 0)
                                        .limit(3)
                                        .toList();
                            }
                        },
                        4);
        Eventually.until(
                "the first sweep is over",
                () -> server.database()
                                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM work_sweep")
                                        .mapTo(Integer.class)
                                        .one())
                        == 1);
        live.addAll(List.of("a", "b", "c", "d", "e", "f", "g"));

        service.sweep();

        Eventually.until("all rows are gone", () -> passes.containsAll(live) && server.rows() == 0);
    }

    @Test
    void noMorePassesRunAtOnceThanTheServerAllows() {
        var config = new WorkConfig(
                3, Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofMillis(100));
        var server = QueueServer.start(store(), UUID.randomUUID(), config, WorkTime.ofDatabase());
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        server.queue().serve(THING, key -> measured(key, now, most, server), 2);
        server.queue().serve(OTHER, key -> measured(key, now, most, server), 8);
        var keys = IntStream.range(0, 30).mapToObj(i -> "k" + i).toArray(String[]::new);

        server.wake(THING, keys);
        server.wake(OTHER, keys);

        Eventually.until("all rows are gone", () -> passes.size() >= 60 && server.rows() == 0);
        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(passes).hasSize(60);
    }

    @Test
    void aKindThatIsNotServedHereIsLeftToOthers() {
        var here = QueueServer.start(store());
        var there = QueueServer.start(store());
        here.queue().serve(THING, this::settle, 4);

        here.wake(OTHER, "x");
        here.wake(THING, "a");
        Eventually.until("a is done", () -> here.rows() == 1);
        assertThat(passes).containsExactly("a");

        there.queue().serve(OTHER, this::settle, 4);
        Eventually.until("x is done", () -> here.rows() == 0);
    }

    @Test
    void aStoppedServiceEndsItsPassesAndLeavesTheirObjectsToOthersAtOnce() {
        var here = QueueServer.start(store());
        var there = QueueServer.start(store());
        var service = here.queue()
                .serve(
                        THING,
                        key -> {
                            passes.add("begun " + key);
                            new CountDownLatch(1).await();
                            return Outcome.settled();
                        },
                        4);
        here.wake(THING, "a", "b");
        Eventually.until("both run", () -> passes.size() == 2);

        service.close();
        there.queue().serve(THING, this::settle, 4);

        Eventually.until("all rows are gone", () -> there.rows() == 0);
        assertThat(passes).contains("a", "b");
        assertThat(here.queue().running()).isZero();
    }

    private Outcome settle(String key) {
        passes.add(key);
        return Outcome.settled();
    }

    private Outcome measured(String key, AtomicInteger now, AtomicInteger most, QueueServer server) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        server.rows(); // takes a moment
        passes.add(key);
        now.decrementAndGet();
        return Outcome.settled();
    }

    private AtomicInteger serveCarefully(QueueServer server, java.util.Set<String> inPass, Queue<String> clashes) {
        var count = new AtomicInteger();
        server.queue()
                .serve(
                        THING,
                        key -> {
                            if (!inPass.add(key)) {
                                clashes.add(key);
                            }
                            server.rows(); // takes a moment
                            count.incrementAndGet();
                            inPass.remove(key);
                            return Outcome.settled();
                        },
                        4);
        return count;
    }

    private static boolean isFree(QueueServer server, String key) {
        return server.column(key, "leased_by IS NULL", Boolean.class);
    }

    private void leasedBySomebodyElse(String key, String time) {
        leased(key, UUID.randomUUID(), time);
    }

    private void leased(String key, UUID server, String time) {
        store().raw()
                .execute(
                        "INSERT INTO work (kind, key, due, leased_by, lease_until) VALUES ('thing', '%s', now(), '%s', now() + interval '%s')"
                                .formatted(key, server, time));
    }
}
