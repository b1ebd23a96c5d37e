package io.bergwerk.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EngineLeaseTest {
    private static final UUID HOST = new UUID(0, 1);
    private static final UUID OTHER_HOST = new UUID(0, 2);

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    private final Queue<String> events = new ConcurrentLinkedQueue<>();

    @Test
    void oneServerOfTheHostHoldsItUntilItStopsAndThenTheOther() {
        var first = start(HOST, "first");
        Eventually.until("the first holds it", first::held);
        var second = start(HOST, "second");
        Eventually.until(
                "the second is told why not", () -> second.refusal().contains("does the work of engine local"));

        first.close();

        Eventually.until("the second holds it", second::held);
        assertThat(events).containsExactly("first acquired", "first lost", "second acquired");
    }

    @Test
    void aServerWithAnotherDataDirectoryNeverGetsItEvenWhenItIsFree() {
        var first = start(HOST, "first");
        Eventually.until("the first holds it", first::held);
        first.close();

        var stranger = start(OTHER_HOST, "stranger");

        Eventually.until("it is told why", () -> stranger.refusal().contains("belongs to another data directory"));
        assertThat(stranger.held()).isFalse();
        assertThat(events).doesNotContain("stranger acquired");
    }

    @Test
    void aSilentServersLeaseIsTakenOverWhenItEndsByTheDatabasesClock() {
        store.database();
        store.raw()
                .execute("INSERT INTO engine_lease VALUES ('local', '" + HOST + "', '" + new UUID(9, 9)
                        + "', now() + interval '1 hour')");
        var successor = start(HOST, "successor");
        Eventually.until("it waits", () -> !successor.refusal().isEmpty());
        assertThat(successor.held()).isFalse();

        store.raw().execute("UPDATE engine_lease SET lease_until = now() - interval '1 second'");

        Eventually.until("it holds it", successor::held);
    }

    @Test
    void aServerThatFindsItsLeaseTakenIsToldSo() {
        var lease = start(HOST, "first");
        Eventually.until("it holds it", lease::held);

        store.raw()
                .execute("UPDATE engine_lease SET server = '" + new UUID(9, 9)
                        + "', lease_until = now() + interval '1 hour'");

        Eventually.until("it is lost", () -> !lease.held());
        Eventually.until("the holder was told", () -> events.contains("first lost"));
    }

    @Test
    void aRestartedServerHasItsLeaseBackAtOnce() {
        var id = UUID.randomUUID();
        store.database();
        store.raw()
                .execute("INSERT INTO engine_lease VALUES ('local', '" + HOST + "', '" + id
                        + "', now() + interval '1 hour')");

        var lease = start(HOST, id, "restarted");

        Eventually.until("it holds it", lease::held);
    }

    private EngineLease start(UUID host, String name) {
        return start(host, UUID.randomUUID(), name);
    }

    private EngineLease start(UUID host, UUID server, String name) {
        var holder = new EngineLease.Holder() {
            @Override
            public void acquired() {
                events.add(name + " acquired");
            }

            @Override
            public void lost() {
                events.add(name + " lost");
            }
        };
        var database = store.open(Constraints.none());
        var lease = EngineLease.start(
                database, "local", server, host, Duration.ofSeconds(2), WorkTime.ofDatabase(), holder);
        return store.closing(lease);
    }
}
