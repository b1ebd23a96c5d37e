package io.bergwerk.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.common.ApiException;
import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkQueueApiTest {
    private static final WorkKind<String> MINES = WorkKind.ofNames("mine/local");
    private static final WorkKind<String> CARTS = WorkKind.ofNames("cart");

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    final CountDownLatch dug = new CountDownLatch(1);
    final UUID server = UUID.randomUUID();
    QueueServer queue;
    TestApi api;
    Person operator;
    String admin;

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), clock));
        operator = Person.of(api, "op@local");
        admin = api.token(operator.token(), ",\"admin_role\":\"ADMIN_ROLE_VIEWER\"");
        queue = QueueServer.start(store, server, slow(), WorkTime.of(clock));
        store.database()
                .useTransaction(tx ->
                        new ServerRegistry(WorkTime.of(clock)).register(tx, server, "shaft.example.org", 1, "1.0"));
    }

    @Test
    void whatFailsComesFirstThenWhatRunsThenWhatWaits() {
        queue.wake(MINES, "flooded", "deep", "tired");
        queue.queue().serve(MINES, this::dig, 8);
        queue.wake(CARTS, "later"); // nobody serves these
        Eventually.until(
                "each has got where it stays",
                () -> keys("{}").equals(List.of("flooded", "deep", "later", "tired"))
                        && list("{\"state\":\"WORK_STATE_WAITING\",\"kind\":\"mine/local\"}")
                                        .path("total")
                                        .asInt()
                                == 1);

        var work = list("{}").path("work");

        var failing = work.get(0);
        assertThat(failing.path("state").asText()).isEqualTo("WORK_STATE_FAILING");
        assertThat(failing.path("kind").asText()).isEqualTo("mine/local");
        assertThat(failing.path("attempts").asInt()).isEqualTo(1);
        assertThat(failing.path("reason").asText()).isEqualTo("the pump is away");
        assertThat(Instant.parse(failing.path("nextAttempt").asText()))
                .isBetween(clock.instant().plusSeconds(30), clock.instant().plusSeconds(60));
        assertThat(failing.has("server")).isFalse();
        var running = work.get(1);
        assertThat(running.path("state").asText()).isEqualTo("WORK_STATE_RUNNING");
        assertThat(running.path("server").asText()).isEqualTo(server.toString());
        assertThat(running.path("host").asText()).isEqualTo("shaft.example.org");
        assertThat(running.path("heldUntil").asText()).isEqualTo("2026-01-15T12:01:00Z");
        assertThat(running.has("nextAttempt")).isFalse();
        var due = work.get(2);
        assertThat(due.path("state").asText()).isEqualTo("WORK_STATE_WAITING");
        assertThat(due.path("nextAttempt").asText()).isEqualTo("2026-01-15T12:00:00Z");
        var waiting = work.get(3);
        assertThat(waiting.path("reason").asText()).isEqualTo("the miners rest");
        assertThat(waiting.path("nextAttempt").asText()).isEqualTo("2026-01-15T12:30:00Z");
        assertThat(waiting.path("attempts").asInt()).isZero();
        dug.countDown();
    }

    @Test
    void filtersCombineAndTheCountSaysWhatIsLeftOut() {
        queue.wake(CARTS, "a", "b", "c");
        queue.wake(MINES, "a");

        assertThat(keys("{\"kind\":\"cart\"}")).containsExactly("a", "b", "c");
        assertThat(keys("{\"kind\":\"cart\",\"state\":\"WORK_STATE_WAITING\",\"count\":2}"))
                .containsExactly("a", "b");
        assertThat(list("{\"kind\":\"cart\",\"count\":2}").path("total").asInt())
                .isEqualTo(3);
        assertThat(keys("{\"state\":\"WORK_STATE_FAILING\"}")).isEmpty();
        assertThat(keys("{\"kind\":\"car\"}")).isEmpty();
        assertThat(message("{\"count\":1001}"))
                .isEqualTo(
                        "validation error: count: must be greater than 0 and less than or equal to 1000, given 1001");
        assertThat(message("{\"count\":0}")).startsWith("validation error: count: must be greater than 0");
        assertThat(message("{\"state\":\"WORK_STATE_UNSPECIFIED\"}"))
                .isEqualTo("validation error: state: WORK_STATE_UNSPECIFIED (expected: WORK_STATE_RUNNING,"
                        + " WORK_STATE_WAITING or WORK_STATE_FAILING)");
    }

    @Test
    void onlyAdministratorsSeeIt() {
        assertThat(call("", "{}").status()).isEqualTo(401);
        assertThat(call(operator.token(), "{}").status()).as("a sign-in alone").isEqualTo(403);
        assertThat(call(Person.of(api, "alice@local").token(), "{}").status()).isEqualTo(403);
        assertThat(call(admin, "{}").status()).isEqualTo(200);
    }

    private Outcome dig(String mine) throws InterruptedException {
        return switch (mine) {
            case "flooded" -> Outcome.failed(ApiException.unavailable("the pump is away"));
            case "deep" -> {
                dug.await();
                yield Outcome.settled();
            }
            default -> Outcome.waiting("the miners rest", Duration.ofMinutes(30));
        };
    }

    /// Nothing is tried again while a test looks.
    private static WorkConfig slow() {
        return new WorkConfig(
                16, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(2));
    }

    private JsonNode list(String json) {
        var answer = call(admin, json);
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        return answer.body();
    }

    private List<String> keys(String json) {
        return list(json)
                .path("work")
                .valueStream()
                .map(work -> work.path("key").asText())
                .toList();
    }

    private String message(String json) {
        return call(admin, json).message();
    }

    private TestApi.Answer call(String token, String json) {
        return api.call(token, "bergwerk.v1.WorkQueueService/List", json);
    }
}
