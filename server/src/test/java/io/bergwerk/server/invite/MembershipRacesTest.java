package io.bergwerk.server.invite;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Many at once, of whom only some can have what they want.
class MembershipRacesTest {
    private static final int CALLS = 1000;
    private static final int PEOPLE = 50;
    private static final int ROUNDS = 20;
    private static final int MAX_RETRIES = 20;
    private static final Set<String> UNDECIDED = Set.of("unavailable", "aborted");

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    TestApi api;
    Person alice;
    String org;

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), SettableClock.atNoon()));
        alice = Person.of(api, "alice@local");
        org = alice.organisation();
    }

    @Test
    void anInviteToATenantIsAcceptedOnce() {
        assertOneJoins("TenantService", alice.inviteToTenant(org, "VIEWER"));

        assertThat(rows("SELECT count(*) FROM tenant_member WHERE tenant = '%s'".formatted(org)))
                .isEqualTo(2);
    }

    @Test
    void anInviteToAProjectIsAcceptedOnce() {
        var shaft = alice.projectIn(org, "shaft");

        assertOneJoins("ProjectService", alice.inviteToProject(shaft, "VIEWER"));

        assertThat(rows("SELECT count(*) FROM project_member WHERE project = '%s'".formatted(shaft)))
                .isEqualTo(2);
    }

    private void assertOneJoins(String service, String secret) {
        var people = IntStream.range(0, PEOPLE)
                .mapToObj(number -> Person.of(api, "user%d@local".formatted(number)))
                .toList();
        var answers = atOnce(
                CALLS,
                number -> api.call(
                        people.get(number % PEOPLE).token(),
                        "api.v1." + service + "/InviteAccept",
                        Person.secret(secret)));
        print(CALLS + " accepts of one invite, " + service, answers);
        assertThat(answers).as(service).isEqualTo(Map.of(200, 1L, 404, CALLS - 1L));
    }

    @Test
    void aQuotaIsUsedUpAndNotExceeded() {
        var most = TestApi.PROJECTS.perTenantMax();

        var answers = atOnce(
                CALLS,
                number -> alice.project(
                        "Create",
                        "{\"login\":\"%s\",\"name\":\"p%d\",\"description\":\"of a test\"}".formatted(org, number)));

        print(CALLS + " projects with a quota of " + most, answers);
        assertThat(answers).isEqualTo(Map.of(200, (long) most, 429, (long) CALLS - most));
        assertThat(rows("SELECT count(*) FROM project WHERE tenant = '%s'".formatted(org)))
                .isEqualTo(most);
    }

    @Test
    void ownersWhoRemoveEachOtherLeaveOne() {
        var bob = Person.of(api, "bob@local");
        var all = new TreeMap<Integer, Long>();
        for (int round = 0; round < ROUNDS; round++) {
            store.raw().execute("DELETE FROM tenant WHERE login = '%s'".formatted(org));
            org = alice.organisation();
            alice.letIn(org, bob, "OWNER");
            var demotes =
                    "{\"login\":\"%s\",\"memberId\":\"bob@local\",\"role\":\"TENANT_ROLE_VIEWER\"}".formatted(org);
            var removes = "{\"login\":\"%s\",\"memberId\":\"alice@local\"}".formatted(org);

            var answers = atOnce(
                    2,
                    number ->
                            number == 0 ? alice.tenant("UpdateMember", demotes) : bob.tenant("RemoveMember", removes));

            answers.forEach((status, times) -> all.merge(status, times, Long::sum));
            assertThat(answers).containsEntry(200, 1L);
            assertThat(rows("SELECT count(*) FROM tenant_member WHERE role = 'OWNER' AND tenant = '%s'".formatted(org)))
                    .isEqualTo(1);
        }
        print(ROUNDS + " times two owners against each other", all);
    }

    private static void print(String race, Map<Integer, Long> answers) {
        System.out.printf("race: %-45s answers by status %s%n", race, new TreeMap<>(answers));
    }

    private int rows(String sql) {
        return store.database()
                .withHandle(tx -> tx.createQuery(sql).mapTo(Integer.class).one());
    }

    /// How often each status was answered.
    private static Map<Integer, Long> atOnce(int calls, IntFunction<TestApi.Answer> call) {
        var start = new CyclicBarrier(calls);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(IntStream.range(0, calls)
                    .<Callable<TestApi.Answer>>mapToObj(number -> () -> {
                        start.await();
                        return untilDecided(() -> call.apply(number));
                    })
                    .toList());
            return answers.stream()
                    .map(MembershipRacesTest::status)
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// On a slow machine some of so many wait too long for a connection or a lock, and are told to try again.
    private static TestApi.Answer untilDecided(Supplier<TestApi.Answer> call) {
        var answer = call.get();
        for (int times = 0; times < MAX_RETRIES && UNDECIDED.contains(code(answer)); times++) {
            answer = call.get();
        }
        return answer;
    }

    private static String code(TestApi.Answer answer) {
        return answer.body().path("code").asText();
    }

    private static int status(Future<TestApi.Answer> answer) {
        try {
            return answer.get().status();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
