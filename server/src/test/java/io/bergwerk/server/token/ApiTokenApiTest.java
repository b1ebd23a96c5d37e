package io.bergwerk.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.server.access.AdminRole;
import io.bergwerk.server.access.Grants;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.access.UserLogin;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTokenApiTest {
    private static final String ROTATE = "/bergwerk.v1.ApiTokenService/Rotate";

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestApi api;
    String project = "";
    String console = "";

    @BeforeEach
    void start() {
        api = server();
        project = api.user("alice@local");
        console = api.signIn("alice@local");
    }

    @Test
    void aRotatedTokenGoesOnForAnHourBesideOneThatIsLikeIt() {
        var old = create(
                "\"project_roles\":{\"%s\":\"PROJECT_ROLE_EDITOR\"},\"permissions\":[{\"subject\":\"%s\",\"methods\":[\"%s\"]}],\"expires\":\"7200s\""
                        .formatted(project, project, ROTATE));
        clock.advance(Duration.ofMinutes(30));

        var rotated = rotate(console, uuid(old), "").body();

        var young = rotated.path("token");
        assertThat(uuid(rotated)).isNotEqualTo(uuid(old));
        for (var same : new String[] {"description", "projectRoles", "permissions", "tokenType", "userId"}) {
            assertThat(young.path(same)).as(same).isEqualTo(old.path("token").path(same));
        }
        assertThat(young.path("issuedAt").asText()).isEqualTo("2026-01-15T12:30:00Z");
        assertThat(young.path("expires").asText()).isEqualTo("2026-01-15T14:30:00Z");
        assertThat(rotated.path("oldExpires").asText()).isEqualTo("2026-01-15T13:30:00Z");
        clock.advance(Duration.ofMinutes(59));
        assertThat(clusters(secret(old))).isEqualTo(501);
        assertThat(clusters(secret(rotated))).isEqualTo(501);

        clock.advance(Duration.ofMinutes(1));

        assertThat(clusters(secret(old))).isEqualTo(401);
        assertThat(clusters(secret(rotated))).isEqualTo(501);
    }

    @Test
    void onAServerThatHasNotSeenItTheStoredEndCountsAndNotTheOneInTheToken() {
        var old = create("\"expires\":\"7200s\"");
        rotate(console, uuid(old), "600s");
        clock.advance(Duration.ofMinutes(10));

        var answer = server().call(secret(old), "api.v1.UserService/Get", "{}");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.message()).contains("expired");
    }

    @Test
    void withoutOverlapTheOldTokenEndsAtOnceOnAllServers() {
        var old = create("\"project_roles\":{\"%s\":\"PROJECT_ROLE_EDITOR\"}".formatted(project));
        var there = server();
        assertThat(clusters(api, secret(old))).isEqualTo(501);
        assertThat(clusters(there, secret(old))).isEqualTo(501);

        var rotated = rotate(console, uuid(old), "0s").body();

        assertThat(clusters(api, secret(old))).isEqualTo(401);
        assertThat(clusters(api, secret(rotated))).isEqualTo(501);
        Eventually.until("ended on the other server", () -> clusters(there, secret(old)) == 401);
    }

    @ParameterizedTest
    @CsvSource({
        "-1s, 400, ''",
        "0s, 200, 2026-01-15T12:00:00Z",
        "1800s, 200, 2026-01-15T12:30:00Z",
        "86400s, 200, 2026-01-15T14:00:00Z",
        "86401s, 400, ''"
    })
    void theOverlapIsADayAtMostAndProlongsNothing(String overlap, int status, String oldExpires) {
        var old = create("\"expires\":\"7200s\"");

        var answer = rotate(console, uuid(old), overlap);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("oldExpires").asText()).isEqualTo(oldExpires);
    }

    @Test
    void whoLosesTheAnswerRotatesAgainAndGetsTheFullLife() {
        var old = create("\"expires\":\"7200s\"");
        rotate(console, uuid(old), "300s");

        var second = rotate(console, uuid(old), "3600s").body();

        assertThat(second.path("oldExpires").asText()).as("is not moved back").isEqualTo("2026-01-15T12:05:00Z");
        assertThat(second.path("token").path("expires").asText()).isEqualTo("2026-01-15T14:00:00Z");
    }

    @Test
    void onlyAnOwnLivingApiTokenCanBeRotated() {
        api.user("bob@local");
        var foreign = api.call(api.signIn("bob@local"), "api.v1.TokenService/Create", "{\"description\":\"bob's\"}")
                .body();
        var ended = create("\"expires\":\"600s\"");
        clock.advance(Duration.ofMinutes(10));
        var mine = api.tokens().authenticator().authenticate(console).caller().token();

        assertThat(rotate(console, UUID.randomUUID().toString(), "").status()).isEqualTo(404);
        assertThat(rotate(console, uuid(foreign), "").status()).isEqualTo(404);
        assertThat(rotate(console, uuid(ended), "").status()).isEqualTo(404);
        var answer = rotate(console, mine.toString(), "");
        assertThat(answer.body().path("code").asText()).isEqualTo("failed_precondition");
        assertThat(answer.message()).contains(mine.toString(), "console token");
    }

    @Test
    void aTokenRotatesWithinItsOwnRightsIfItWasGivenThat() {
        var plain = create("\"project_roles\":{\"%s\":\"PROJECT_ROLE_VIEWER\"}".formatted(project));
        var able = create(
                "\"project_roles\":{\"%s\":\"PROJECT_ROLE_VIEWER\"},\"permissions\":[{\"subject\":\"%s\",\"methods\":[\"%s\"]}]"
                        .formatted(project, project, ROTATE));
        var stronger = create("\"project_roles\":{\"%s\":\"PROJECT_ROLE_EDITOR\"}".formatted(project));

        assertThat(rotate(secret(plain), uuid(plain), "").status()).isEqualTo(403);
        assertThat(rotate(secret(able), uuid(stronger), "").status()).isEqualTo(403);
        assertThat(rotate(secret(able), uuid(plain), "").status()).isEqualTo(200);
        assertThat(rotate(secret(able), uuid(able), "").status()).isEqualTo(200);
    }

    @Test
    void aTokenThatReachesFurtherThanItsUserDoesNowStaysAsItIs() {
        api.user("bob@local");
        store.raw()
                .execute("INSERT INTO project_member VALUES ('%s', 'bob@local', 'EDITOR', now())".formatted(project));
        var bob = api.signIn("bob@local");
        var old = api.call(
                        bob,
                        "api.v1.TokenService/Create",
                        "{\"description\":\"bob's\",\"project_roles\":{\"%s\":\"PROJECT_ROLE_EDITOR\"}}"
                                .formatted(project))
                .body();
        store.raw()
                .execute("UPDATE project_member SET role = 'VIEWER' WHERE member = 'bob@local' AND project = '%s'"
                        .formatted(project));

        Eventually.until("refused", () -> rotate(bob, uuid(old), "").status() == 403);

        assertThat(api.call(bob, "api.v1.TokenService/Get", "{\"uuid\":\"%s\"}".formatted(uuid(old)))
                        .body()
                        .path("token")
                        .path("expires"))
                .isEqualTo(old.path("token").path("expires"));
    }

    @Test
    void anAdminRoleThatTheServerGaveIsNotHandedOnToSomebodyWhoIsNoAdministrator() {
        var grants = new Grants(Map.of(), Map.of(), Map.of(), Optional.of(AdminRole.EDITOR));
        var made = api.tokens()
                .service()
                .issueForServer(new UserLogin("alice@local"), new NewToken("boot", grants, NewToken.DEFAULT_LIFE));

        var answer = rotate(made.secret(), made.token().id().toString(), "");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message()).contains("admin role");
    }

    @Test
    void theLastUseIsKnownAtOnceHereAndOnceItIsWrittenEverywhere() {
        var used = create("");
        var idle = create("");
        api.call(secret(used), "api.v1.UserService/Get", "{}");
        clock.advance(Duration.ofMinutes(1));
        api.call(secret(used), "api.v1.ClusterService/Create", "{}");
        var there = server();

        assertThat(lastUsed(api, used).path("lastUsed").asText())
                .as("a refused call counts")
                .isEqualTo("2026-01-15T12:01:00Z");
        assertThat(lastUsed(api, used).path("clientAddress").asText()).isEqualTo("127.0.0.1");
        assertThat(lastUsed(api, idle).has("lastUsed")).isFalse();
        assertThat(lastUsed(api, idle).has("clientAddress")).isFalse();
        assertThat(lastUsed(there, used).has("lastUsed")).isFalse();

        api.tokens().uses().write();

        assertThat(lastUsed(there, used).path("lastUsed").asText()).isEqualTo("2026-01-15T12:01:00Z");
        assertThat(lastUsed(there, used).path("clientAddress").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void anEarlierUseThatIsWrittenLaterChangesNothing() {
        var used = create("");
        var there = server();
        there.call(secret(used), "api.v1.UserService/Get", "{}");
        clock.advance(Duration.ofMinutes(1));
        api.call(secret(used), "api.v1.UserService/Get", "{}");
        api.tokens().uses().write();

        there.tokens().uses().write();

        assertThat(lastUsed(server(), used).path("lastUsed").asText()).isEqualTo("2026-01-15T12:01:00Z");
    }

    @Test
    void usesOfTokensThatAreGoneDoNotKeepOthersFromBeingWritten() {
        var gone = create("");
        var used = create("");
        api.call(secret(gone), "api.v1.UserService/Get", "{}");
        api.call(secret(used), "api.v1.UserService/Get", "{}");
        api.call(console, "api.v1.TokenService/Revoke", "{\"uuid\":\"%s\"}".formatted(uuid(gone)));

        api.tokens().uses().write();

        assertThat(lastUsed(server(), used).has("lastUsed")).isTrue();
    }

    private TestApi server() {
        return store.closing(TestApi.start(store.open(Constraints.none()), store.notifications(), clock));
    }

    /// @param rights and what else the request shall say
    private JsonNode create(String rights) {
        var answer = api.call(
                console,
                "api.v1.TokenService/Create",
                "{\"description\":\"a test\"%s}".formatted(rights.isEmpty() ? "" : "," + rights));
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        return answer.body();
    }

    private TestApi.Answer rotate(String with, String uuid, String overlap) {
        var json = overlap.isEmpty()
                ? "{\"uuid\":\"%s\"}".formatted(uuid)
                : "{\"uuid\":\"%s\",\"overlap\":\"%s\"}".formatted(uuid, overlap);
        return api.call(with, "bergwerk.v1.ApiTokenService/Rotate", json);
    }

    private JsonNode lastUsed(TestApi server, JsonNode token) {
        var uses = server.call(console, "bergwerk.v1.ApiTokenService/LastUsed", "{}")
                .body()
                .path("uses");
        for (var use : uses) {
            if (use.path("uuid").asText().equals(uuid(token))) {
                return use;
            }
        }
        throw new AssertionError(uses.toString());
    }

    private int clusters(String token) {
        return clusters(api, token);
    }

    private int clusters(TestApi server, String token) {
        return server.call(token, "api.v1.ClusterService/List", "{\"project\":\"%s\"}".formatted(project))
                .status();
    }

    private static String uuid(JsonNode answer) {
        return answer.path("token").path("uuid").asText();
    }

    private static String secret(JsonNode answer) {
        return answer.path("secret").asText();
    }
}
