package io.bergwerk.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuditApiTest {
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
    void aCallLeavesTwoTracesWithOneId() {
        var org = alice.organisation();

        var traces = awaitTraces(alice, "alice@local", ",\"method\":\"/api.v1.TenantService/Create\"", 2);

        assertThat(traces.get(0).path("uuid")).isEqualTo(traces.get(1).path("uuid"));
        assertThat(traces.get(0).path("phase").asText()).isEqualTo("AUDIT_PHASE_REQUEST");
        assertThat(traces.get(0).path("user").asText()).isEqualTo("alice@local");
        assertThat(traces.get(0).path("tenant").asText()).isEqualTo("alice@local");
        assertThat(traces.get(0).path("sourceIp").asText()).isEqualTo("127.0.0.1");
        assertThat(traces.get(0).path("timestamp").asText()).isEqualTo("2026-01-15T12:00:00Z");
        assertThat(traces.get(0).path("body").asText()).contains("\"name\":\"An Organisation\"");
        assertThat(traces.get(0).has("resultCode")).isFalse();
        assertThat(traces.get(1).path("phase").asText()).isEqualTo("AUDIT_PHASE_RESPONSE");
        assertThat(traces.get(1).path("body").asText()).contains(org);
        assertThat(traces.get(1).path("resultCode").asInt(-1)).isZero();
    }

    @Test
    void projectCallsBelongToTheProjectsTenantAndRefusedOnesAreSeenToo() {
        var org = alice.organisation();
        var shaft = alice.projectIn(org, "shaft");
        bob.project("Delete", "{\"project\":\"%s\"}".formatted(shaft));
        alice.project("Delete", "{\"project\":\"%s\"}".formatted(shaft));

        var deleted = awaitTraces(alice, org, ",\"method\":\"/api.v1.ProjectService/Delete\"", 2);
        assertThat(deleted)
                .allSatisfy(trace -> assertThat(trace.path("project").asText()).isEqualTo(shaft));
        assertThat(deleted)
                .as("bob's is not the tenant's business")
                .allSatisfy(trace -> assertThat(trace.path("user").asText()).isEqualTo("alice@local"));
        var refused =
                awaitAdminTraces("{\"user\":\"bob@local\",\"resultCode\":7}", 1).getFirst();
        assertThat(refused.path("method").asText()).isEqualTo("/api.v1.ProjectService/Delete");
    }

    @Test
    void filtersCombineAndZeroIsSuccess() {
        alice.organisation();
        alice.tenant("Create", "{\"name\":\"x\"}");

        assertThat(awaitTraces(
                        alice, "alice@local", ",\"resultCode\":0,\"method\":\"/api.v1.TenantService/Create\"", 1))
                .hasSize(1);
        assertThat(awaitTraces(alice, "alice@local", ",\"resultCode\":3", 1)).hasSize(1);
        assertThat(awaitTraces(
                        alice, "alice@local", ",\"body\":\"an organisation\",\"phase\":\"AUDIT_PHASE_REQUEST\"", 1))
                .hasSize(1);
        assertThat(list(alice, "alice@local", ",\"body\":\"100%\"")).isEmpty();
        assertThat(list(alice, "alice@local", ",\"user\":\"bob@local\"")).isEmpty();
        assertThat(list(alice, "alice@local", ",\"sourceIp\":\"10.0.0.1\"")).isEmpty();
        assertThat(list(alice, "alice@local", ",\"limit\":1")).hasSize(1);
    }

    @Test
    void theWindowIsTheLastEightHours() {
        alice.organisation();
        awaitTraces(alice, "alice@local", ",\"method\":\"/api.v1.TenantService/Create\"", 2);
        var uuid = list(alice, "alice@local", "").getFirst().path("uuid").asText();
        clock.advance(Duration.ofHours(9));
        alice = Person.of(api, "alice@local");

        assertThat(list(alice, "alice@local", ",\"method\":\"/api.v1.TenantService/Create\""))
                .isEmpty();
        assertThat(list(alice, "alice@local", ",\"from\":\"2026-01-15T11:00:00Z\""))
                .isNotEmpty();
        assertThat(alice.ok("AuditService/Get", "{\"login\":\"alice@local\",\"uuid\":\"%s\"}".formatted(uuid))
                        .at("/trace/phase")
                        .asText())
                .isEqualTo("AUDIT_PHASE_REQUEST");
        var answer = api.call(
                alice.token(),
                "api.v1.AuditService/List",
                "{\"login\":\"alice@local\",\"from\":\"2026-01-15T12:00:00Z\",\"to\":\"2026-01-15T11:00:00Z\"}");
        assertThat(answer.message()).startsWith("validation error: from");
        assertThat(api.call(
                                bob.token(),
                                "api.v1.AuditService/Get",
                                "{\"login\":\"bob@local\",\"uuid\":\"%s\"}".formatted(uuid))
                        .status())
                .as("of another tenant, and the token has ended")
                .isIn(401, 404);
    }

    @Test
    void noSecretIsInAnyTrace() {
        var secret = alice.inviteToTenant(alice.organisation(), "VIEWER");
        bob.ok("TenantService/InviteAccept", Person.secret(secret));
        var token = api.token(alice.token(), "");

        Eventually.until("all is written", () -> count() >= 8);
        List<String> bodies = store.database()
                .withHandle(tx -> tx.createQuery("SELECT body FROM audit_trace")
                        .mapTo(String.class)
                        .list());
        var everything = String.join("\n", bodies);
        assertThat(everything)
                .contains("\"secret\":\"***\"")
                .doesNotContain(secret)
                .doesNotContain(token)
                .doesNotContain(alice.token());
    }

    @Test
    void aCallThatCannotLeaveItsTraceIsNotCarriedOut() {
        store.raw().execute("ALTER TABLE audit_trace ADD CONSTRAINT full_disk CHECK (phase <> 'REQUEST') NOT VALID");

        var answer = alice.tenant("Create", "{\"name\":\"Lost\"}");

        assertThat(answer.body().path("code").asText()).isEqualTo("internal");
        assertThat(alice.ok("TenantService/List", "{}").path("tenants")).hasSize(1);
    }

    @Test
    void daysComeAndGo() {
        var days = new TraceDays(store.database(), new AuditConfig(Duration.ofDays(2), 100), clock);
        alice.organisation();
        awaitTraces(alice, "alice@local", ",\"method\":\"/api.v1.TenantService/Create\"", 2);

        clock.advance(Duration.ofDays(2));
        days.keep();
        assertThat(count()).isPositive();
        clock.advance(Duration.ofDays(1));
        days.keep();
        assertThat(count()).isZero();
        clock.advance(Duration.ofDays(400)); // nobody has made a partition for then
        alice = Person.of(api, "alice@local");
        alice.organisation();
        Eventually.until("written into a new day", () -> count() > 0);
    }

    private int count() {
        return store.database()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM audit_trace")
                        .mapTo(Integer.class)
                        .one());
    }

    private static List<JsonNode> awaitTraces(Person person, String tenant, String filter, int count) {
        Eventually.until(filter, () -> list(person, tenant, filter).size() == count);
        return list(person, tenant, filter);
    }

    private static List<JsonNode> list(Person person, String tenant, String filter) {
        return person.ok("AuditService/List", "{\"login\":\"%s\"%s}".formatted(tenant, filter))
                .path("traces")
                .valueStream()
                .toList();
    }

    private List<JsonNode> awaitAdminTraces(String filter, int count) {
        var operator = Person.of(api, "op@local");
        var admin = api.token(operator.token(), ",\"admin_role\":\"ADMIN_ROLE_VIEWER\"");
        Eventually.until(
                filter,
                () -> api.call(admin, "admin.v1.AuditService/List", filter)
                                .body()
                                .path("traces")
                                .size()
                        == count);
        return api.call(admin, "admin.v1.AuditService/List", filter)
                .body()
                .path("traces")
                .valueStream()
                .toList();
    }
}
