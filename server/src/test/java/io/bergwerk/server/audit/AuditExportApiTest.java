package io.bergwerk.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuditExportApiTest {
    private static final Instant TEN = Instant.parse("2026-01-15T10:00:00Z");
    private static final int MUCH = 20_000;

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestApi api;
    Person alice;
    Person bob;

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), clock));
        alice = Person.of(api, "alice@local");
        bob = Person.of(api, "bob@local");
    }

    @Test
    void everyTraceOfTheTenantComesOnceAndInOrder() throws IOException {
        traces("alice@local", TEN, 450, "a moment");
        traces("bob@local", TEN, 10, "a moment");

        var all = export(alice, "");

        assertThat(all.end().has("error")).as(all.end().toString()).isFalse();
        assertThat(all.traces())
                .hasSize(900)
                .doesNotHaveDuplicates()
                .allSatisfy(trace -> assertThat(trace.path("tenant").asText()).isEqualTo("alice@local"));
        assertThat(all.traces())
                .isSortedAccordingTo(Comparator.comparing(
                        trace -> Instant.parse(trace.path("timestamp").asText())));
        assertThat(all.traces())
                .first()
                .satisfies(trace -> assertThat(trace.path("body").asText()).isEqualTo("a moment"));
    }

    @Test
    void theWindowIncludesBothEndsAndIsTheLastEightHoursIfNothingIsSaid() throws IOException {
        traces("alice@local", TEN.minus(Duration.ofHours(7)), 1, "too old");
        traces("alice@local", TEN, 1, "old");
        traces("alice@local", TEN.plusSeconds(60), 1, "young");

        assertThat(bodies(export(alice, ""))).containsExactly("old", "old", "young", "young");
        assertThat(bodies(export(alice, ",\"from\":\"2026-01-15T10:00:00Z\",\"to\":\"2026-01-15T10:00:00Z\"")))
                .containsExactly("old", "old");
        assertThat(bodies(export(alice, ",\"from\":\"2026-01-15T03:00:00Z\",\"to\":\"2036-01-15T10:00:00Z\"")))
                .hasSize(6);
        assertThat(bodies(export(alice, ",\"from\":\"2026-01-15T11:00:00Z\""))).isEmpty();
        assertThat(export(alice, ",\"from\":\"2026-01-15T11:00:00Z\",\"to\":\"2026-01-15T10:00:00Z\"")
                        .end()
                        .path("error")
                        .path("message")
                        .asText())
                .startsWith("validation error: from: 2026-01-15T11:00:00Z");
    }

    @Test
    void onlyOwnersOfTheTenantMayRead() throws IOException {
        var org = alice.organisation();
        alice.letIn(org, bob, "EDITOR");

        try (var open = OpenExport.begin(api, bob.token(), org, "")) {
            assertThat(open.readAll().code()).isEqualTo("permission_denied");
        }
        try (var open = OpenExport.begin(api, alice.token(), org, "")) {
            assertThat(open.readAll().code()).isEmpty();
        }
    }

    @Test
    void aCallerWhoReadsSlowlyIsWaitedForAndGetsNoMoreOnceTheTokenIsRevoked() throws IOException {
        traces("alice@local", TEN, MUCH / 2, "x".repeat(2000));
        try (var open = OpenExport.begin(api, alice.token(), "alice@local", "")) {
            var id = api.tokens()
                    .authenticator()
                    .authenticate(alice.token())
                    .caller()
                    .token();
            api.call(alice.token(), "api.v1.TokenService/Revoke", "{\"uuid\":\"%s\"}".formatted(id));
            clock.advance(Duration.ofSeconds(30));

            var all = open.readAll();

            assertThat(all.code()).isEqualTo("unauthenticated");
            assertThat(all.end().path("error").path("message").asText()).contains("revoked");
            assertThat(all.traces()).hasSizeLessThan(MUCH);
        }
    }

    @Test
    void aServerHasTenExportsAndOneWhoGoesMakesRoom() throws IOException {
        traces("alice@local", TEN, MUCH / 2, "x".repeat(2000));
        traces("alice@local", TEN.plusSeconds(1), 1, "young");
        var young = ",\"from\":\"2026-01-15T10:00:01Z\"";
        for (int i = 0; i < TraceExports.ExportLimits.DEFAULT.exportsMax() - 1; i++) {
            store.closing(OpenExport.begin(api, alice.token(), "alice@local", ""));
        }

        try (var _ = OpenExport.begin(api, alice.token(), "alice@local", "")) {
            assertThat(export(alice, young).code()).isEqualTo("resource_exhausted");
        }

        Eventually.until("room for one more", () -> isWhole(young));
    }

    private boolean isWhole(String window) {
        try {
            return bodies(export(alice, window)).equals(List.of("young", "young"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private OpenExport.Everything export(Person person, String window) throws IOException {
        try (var open = OpenExport.begin(api, person.token(), person.login(), window)) {
            return open.readAll();
        }
    }

    private static List<String> bodies(OpenExport.Everything all) {
        return all.traces().stream().map(trace -> trace.path("body").asText()).toList();
    }

    /// Puts both traces of so many calls there, a hundred for each microsecond.
    private void traces(String tenant, Instant begin, int calls, String body) {
        store.database()
                .useTransaction(tx -> tx.createUpdate("""
                        INSERT INTO audit_trace (id, phase, at, user_login, tenant, project, method, source_ip, body, result_code)
                        SELECT id, phase, CAST(:begin AS timestamptz) + (i / 100) * interval '1 microsecond', :tenant, :tenant,
                            '', '/api.v1.TenantService/Create', '127.0.0.1', :body, CASE WHEN phase = 'RESPONSE' THEN 0 END
                        FROM (SELECT i, gen_random_uuid() AS id FROM generate_series(0, :calls - 1) AS i) AS calls,
                            (VALUES ('REQUEST'), ('RESPONSE')) AS phases (phase)
                        """)
                        .bind("begin", begin.toString())
                        .bind("tenant", tenant)
                        .bind("calls", calls)
                        .bind("body", body)
                        .execute());
    }
}
