package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What API tokens may do, how long they live, and that nobody gives more than they have.
@ExtendWith(SharedInstallation.class)
class TokensTest {
    private static final String LIST = "api.v1.ClusterService/List";

    @Test
    void aTokenByPermissionsDoesExactlyWhatItNames(Installation installation) {
        var alice = new Account(new SignIn(installation).as("alice"));
        var token = alice.token(
                "\"permissions\": [{\"subject\": \"%s\", \"methods\": [\"/api.v1.ClusterService/List\", \"/api.v1.ClusterService/Get\"]}]"
                        .formatted(alice.project()));
        var limited = new Account(token, alice.login(), alice.project());

        assertThat(limited.onProject(LIST, "").status()).isEqualTo(200);
        assertThat(limited.onProject("api.v1.ClusterService/Create", "\"name\": \"demo\"")
                        .code())
                .isEqualTo("permission_denied");
        assertThat(limited.onProject("api.v1.IPService/List", "").code()).isEqualTo("permission_denied");
        var bob = new Account(new SignIn(installation).as("bob"));
        assertThat(token.call(LIST, "{\"project\": \"%s\"}".formatted(bob.project()))
                        .code())
                .isEqualTo("permission_denied");
        var scoped =
                token.call("api.v1.MethodService/TokenScopedList", "{}").ok().path("permissions");
        assertThat(scoped).hasSize(1);
        assertThat(scoped.at("/0/subject").asText()).isEqualTo(alice.project());
        assertThat(scoped.at("/0/methods")).hasSize(2);
    }

    @Test
    void aTokenByRoleHasTheRolesMethods(Installation installation) {
        var alice = new Account(new SignIn(installation).as("alice"));
        var token = alice.projectToken("EDITOR");

        assertThat(token.call(LIST, "{\"project\": \"%s\"}".formatted(alice.project()))
                        .status())
                .isEqualTo(200);
        assertThat(token.call("api.v1.ProjectService/Delete", "{\"project\": \"%s\"}".formatted(alice.project()))
                        .code())
                .isEqualTo("permission_denied");
        var scoped = token.call("api.v1.MethodService/TokenScopedList", "{}").ok();
        assertThat(scoped.path("projectRoles").path(alice.project()).asText()).isEqualTo("PROJECT_ROLE_EDITOR");
        assertThat(texts(scoped.at("/permissions/0/methods")))
                .contains("/api.v1.ClusterService/Create", "/api.v1.IPService/Allocate")
                .doesNotContain("/api.v1.ProjectService/Delete");
    }

    @Test
    void aTenantRoleDoesNotReachProjects(Installation installation) {
        var alice = new Account(new SignIn(installation).as("alice"));
        var token = alice.token("\"tenantRoles\": {\"%s\": \"TENANT_ROLE_OWNER\"}".formatted(alice.login()));

        assertThat(token.call("api.v1.TenantService/Get", "{\"login\": \"%s\"}".formatted(alice.login()))
                        .status())
                .isEqualTo(200);
        assertThat(token.call(LIST, "{\"project\": \"%s\"}".formatted(alice.project()))
                        .code())
                .isEqualTo("permission_denied");
    }

    @Test
    void nobodyGivesMoreThanTheyHave(Installation installation) {
        var alice = new Account(new SignIn(installation).as("alice"));
        var bob = new Account(new SignIn(installation).as("bob"));
        var viewer = alice.token(
                "\"projectRoles\": {\"%1$s\": \"PROJECT_ROLE_VIEWER\"}, \"permissions\": [{\"subject\": \"%1$s\", \"methods\": [\"/api.v1.TokenService/Create\"]}]"
                        .formatted(alice.project()));

        assertThat(create(viewer, role(alice.project(), "EDITOR"))).isEqualTo("permission_denied");
        assertThat(create(alice.api(), role(bob.project(), "VIEWER"))).isEqualTo("permission_denied");
        assertThat(create(alice.api(), role(alice.project(), "UNSPECIFIED"))).isEqualTo("invalid_argument");
        assertThat(create(alice.api(), "\"adminRole\": \"ADMIN_ROLE_VIEWER\"")).isEqualTo("permission_denied");
        assertThat(create(alice.api(), permission(alice.project(), "/api.v1.ClusterService/Explode")))
                .isEqualTo("invalid_argument");
        assertThat(create(alice.api(), permission(alice.login(), "/api.v1.ClusterService/List")))
                .isEqualTo("invalid_argument");
        assertThat(create(alice.api(), permission("*", "/api.v1.ClusterService/List")))
                .isIn("invalid_argument", "permission_denied");
    }

    private static String role(String project, String role) {
        return "\"projectRoles\": {\"%s\": \"PROJECT_ROLE_%s\"}".formatted(project, role);
    }

    private static String permission(String subject, String method) {
        return "\"permissions\": [{\"subject\": \"%s\", \"methods\": [\"%s\"]}]".formatted(subject, method);
    }

    private static String create(Api api, String fields) {
        return api.call("api.v1.TokenService/Create", "{\"description\": \"more\", %s}".formatted(fields))
                .code();
    }

    @ParameterizedTest
    @CsvSource({"599s, invalid_argument", "600s, ''", "31536000s, ''", "31536001s, invalid_argument"})
    void aTokenLivesTenMinutesToAYear(String expires, String code, Installation installation) {
        assertThat(create(new SignIn(installation).as("alice"), "\"expires\": \"%s\"".formatted(expires)))
                .isEqualTo(code);
    }

    @Test
    void withoutAnEndATokenLivesEightHours(Installation installation) {
        var token = new SignIn(installation)
                .as("alice")
                .call("api.v1.TokenService/Create", "{\"description\": \"short\"}")
                .ok()
                .path("token");

        assertThat(Duration.between(instant(token, "issuedAt"), instant(token, "expires")))
                .isEqualTo(Duration.ofHours(8));
    }

    private static Instant instant(JsonNode token, String field) {
        return Instant.parse(token.path(field).asText());
    }

    @Test
    void aRevokedTokenIsRefusedAtTheNextCall(Installation installation) {
        var alice = new SignIn(installation).as("alice");
        var bob = new SignIn(installation).as("bob");
        var made = alice.call("api.v1.TokenService/Create", "{\"description\": \"to be revoked\"}")
                .ok();
        var token = alice.withToken(made.path("secret").asText());
        var byUuid = "{\"uuid\": \"%s\"}".formatted(made.at("/token/uuid").asText());

        assertThat(token.call("api.v1.UserService/Get", "{}").status()).isEqualTo(200);
        assertThat(bob.call("api.v1.TokenService/Revoke", byUuid).code()).isEqualTo("not_found");
        alice.call("api.v1.TokenService/Revoke", byUuid).ok();

        var refused = token.call("api.v1.UserService/Get", "{}");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.message()).contains("revoked");
        assertThat(alice.call("api.v1.TokenService/Revoke", byUuid).code()).isEqualTo("not_found");
    }

    @Test
    void aListShowsOwnTokensAndNoSecret(Installation installation) {
        var alice = new SignIn(installation).as("alice");
        alice.call("api.v1.TokenService/Create", "{\"description\": \"listed\"}")
                .ok();

        var answer = alice.call("api.v1.TokenService/List", "{}").ok();

        assertThat(texts(answer.findValues("userId"))).containsOnly("alice@local");
        assertThat(texts(answer.findValues("tokenType"))).contains("TOKEN_TYPE_API", "TOKEN_TYPE_CONSOLE");
        assertThat(answer.toString()).doesNotContain(alice.token()).doesNotContain("eyJ");
    }

    @Test
    void anUpdateChangesWhatItNamesAndNoConsoleToken(Installation installation) {
        var alice = new Account(new SignIn(installation).as("alice"));
        var before = alice.api()
                .call(
                        "api.v1.TokenService/Create",
                        "{\"description\": \"before\", %s}".formatted(role(alice.project(), "VIEWER")))
                .ok()
                .path("token");

        var after = alice.api()
                .call(
                        "api.v1.TokenService/Update",
                        "{\"uuid\": \"%s\", \"description\": \"after\"}"
                                .formatted(before.path("uuid").asText()))
                .ok()
                .path("token");

        assertThat(after.path("description").asText()).isEqualTo("after");
        assertThat(after.path("projectRoles")).isEqualTo(before.path("projectRoles"));
        assertThat(after.path("expires")).isEqualTo(before.path("expires"));
        assertThat(updateOwnConsoleToken(alice.api())).isEqualTo("failed_precondition");
    }

    private static String updateOwnConsoleToken(Api api) {
        var console = api.call("api.v1.TokenService/List", "{}")
                .ok()
                .path("tokens")
                .valueStream()
                .filter(token -> token.path("tokenType").asText().equals("TOKEN_TYPE_CONSOLE"))
                .findFirst()
                .orElseThrow();
        return api.call(
                        "api.v1.TokenService/Update",
                        "{\"uuid\": \"%s\", \"description\": \"no\"}"
                                .formatted(console.path("uuid").asText()))
                .code();
    }

    private static List<String> texts(Iterable<JsonNode> nodes) {
        var texts = new java.util.ArrayList<String>();
        nodes.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
