package io.bergwerk.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two servers on one database: what one changes counts on the other, whatever it has in memory.
class RightsAcrossServersTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestApi here;
    TestApi there;
    String project;
    String token;

    @BeforeEach
    void aTokenIsKnownOnBoth() {
        here = start(store);
        there = start(store);
        project = here.user("alice@local");
        here.user("bob@local");
        store.raw()
                .execute("INSERT INTO project_member VALUES ('%s', 'bob@local', 'EDITOR', now())".formatted(project));
        token = here.token(
                here.signIn("bob@local"), ",\"project_roles\":{\"%s\":\"PROJECT_ROLE_EDITOR\"}".formatted(project));
        assertThat(create(here)).isEqualTo(501);
        assertThat(create(there)).isEqualTo(501);
    }

    @Test
    void aTokenThatIsRevokedOnOneServerEndsOnTheOther() {
        var id = here.tokens().authenticator().authenticate(token).caller().token();

        assertThat(here.call(token, "api.v1.TokenService/Revoke", "{\"uuid\":\"%s\"}".formatted(id))
                        .status())
                .isEqualTo(200);

        assertThat(create(here)).isEqualTo(401);
        Eventually.until("revoked on the other server", () -> create(there) == 401);
    }

    @Test
    void rightsFollowTheMembershipByWhateverWayItChanges() {
        store.raw()
                .execute("UPDATE project_member SET role = 'VIEWER' WHERE member = 'bob@local' AND project = '%s'"
                        .formatted(project));
        Eventually.until("no longer an editor", () -> create(here) == 403 && create(there) == 403);
        assertThat(list(there)).isEqualTo(501);

        store.raw()
                .execute("DELETE FROM project_member WHERE member = 'bob@local' AND project = '%s'".formatted(project));
        Eventually.until("no longer a member", () -> list(here) == 403 && list(there) == 403);
        assertThat(there.call(token, "api.v1.MethodService/TokenScopedList", "{}")
                        .body()
                        .toString())
                .doesNotContain(project);
    }

    @Test
    void aKeyThatOneServerMadeIsKnownToTheOther() {
        there.tokens().keys().rotate();

        var young = there.signIn("alice@local");

        assertThat(here.call(young, "api.v1.UserService/Get", "{}").status()).isEqualTo(200);
        assertThat(list(here)).isEqualTo(501);
        assertThat(list(start(store))).as("a server that starts later").isEqualTo(501);
    }

    private int create(TestApi api) {
        return api.call(
                        token,
                        "api.v1.ClusterService/Create",
                        "{\"project\":\"%s\",\"name\":\"demo\"}".formatted(project))
                .status();
    }

    private int list(TestApi api) {
        return api.call(token, "api.v1.ClusterService/List", "{\"project\":\"%s\"}".formatted(project))
                .status();
    }

    private TestApi start(DatabaseExtension extension) {
        return extension.closing(TestApi.start(extension.open(Constraints.none()), extension.notifications(), clock));
    }
}
