package io.bergwerk.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestApi api;
    String project = "";
    String console = "";

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), clock));
        project = api.user("alice@local");
        console = api.signIn("alice@local");
    }

    @Test
    void aConsoleTokenCarriesTheClaimsThatClientsRead() {
        var claims = claims(console);

        assertThat(claims.path("iss").asText()).isEqualTo(TestApi.URL);
        assertThat(claims.path("aud").toString()).isEqualTo("[\"" + TestApi.URL + "\"]");
        assertThat(claims.path("sub").asText()).isEqualTo("alice@local");
        assertThat(UUID.fromString(claims.path("jti").asText()).version()).isEqualTo(7);
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(28_800);
        assertThat(claims.path("nbf").asLong()).isEqualTo(claims.path("iat").asLong());
        assertThat(claims.path("type").asText()).isEqualTo("TOKEN_TYPE_CONSOLE");
        assertThat(claims(console, 0).path("alg").asText()).isEqualTo("RS256");
    }

    @Test
    void anEmptyBearerIsNoToken() {
        assertThat(api.call(" ", "api.v1.MethodService/List", "{}").status()).isEqualTo(200);
        assertThat(api.call(" ", "api.v1.ProjectService/List", "{}").status()).isEqualTo(401);
    }

    @Test
    void aBrokenTokenIsRefusedOnPublicMethodsToo() {
        var parts = console.split("\\.", -1);
        var none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes(UTF));
        var forged = parts[2].startsWith("A") ? "B" + parts[2].substring(1) : "A" + parts[2].substring(1);

        assertRefused("no-token-at-all");
        assertRefused(parts[0] + "." + parts[1] + "." + forged);
        assertRefused(none + "." + parts[1] + ".");
        assertRefused(parts[0] + "." + claimsWith("sub", "op@local") + "." + parts[2]);
        assertRefused("x".repeat(9000));
    }

    @Test
    void anExpiredTokenSaysSoWhateverIsInMemory() {
        assertThat(api.call(console, "api.v1.MethodService/List", "{}").status())
                .isEqualTo(200);

        clock.advance(Duration.ofHours(8));

        var answer = api.call(console, "api.v1.MethodService/List", "{}");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.message()).contains("expired");
    }

    @ParameterizedTest
    @CsvSource({"599s, 400", "600s, 200", "31536000s, 200", "31536001s, 400", "-1s, 400"})
    void aTokenLivesTenMinutesToAYear(String expires, int status) {
        var answer = create(console, ",\"expires\":\"" + expires + "\"");

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void withoutExpiryItLivesEightHoursAndTheSecretIsShownOnce() {
        var created = create(console, "").body();

        var token = created.path("token");
        assertThat(claims(created.path("secret").asText()).path("jti").asText())
                .isEqualTo(token.path("uuid").asText());
        assertThat(token.path("userId").asText()).isEqualTo("alice@local");
        assertThat(token.path("tokenType").asText()).isEqualTo("TOKEN_TYPE_API");
        assertThat(token.path("issuedAt").asText()).isEqualTo("2026-01-15T12:00:00Z");
        assertThat(token.path("expires").asText()).isEqualTo("2026-01-15T20:00:00Z");
        assertThat(api.call(console, "api.v1.TokenService/List", "{}").body().toString())
                .contains(token.path("uuid").asText())
                .doesNotContain("secret");
    }

    @Test
    void permissionsReachTheirMethodsOnTheirSubjectOnly() {
        var other = secondProject("alice@local");
        var token = api.token(
                console,
                ",\"permissions\":[{\"subject\":\"%s\",\"methods\":[\"/api.v1.ClusterService/List\"]},{\"subject\":\"%s\",\"methods\":[\"/api.v1.ClusterService/Get\",\"/api.v1.ClusterService/List\"]}]"
                        .formatted(project, project.toUpperCase(java.util.Locale.ROOT)));

        assertThat(clusters(token, "List", project)).isEqualTo(501);
        assertThat(clusters(token, "Create", project)).isEqualTo(403);
        assertThat(clusters(token, "List", other)).isEqualTo(403);
        var scoped =
                api.call(token, "api.v1.MethodService/TokenScopedList", "{}").body();
        assertThat(scoped.path("permissions").toString())
                .isEqualTo(
                        "[{\"subject\":\"%s\",\"methods\":[\"/api.v1.ClusterService/Get\",\"/api.v1.ClusterService/List\"]}]"
                                .formatted(project));
    }

    @Test
    void aRoleReachesItsMethodsAndIsListedWithAllOfThem() {
        var token = api.token(console, role(project, "EDITOR"));

        assertThat(clusters(token, "Create", project)).isEqualTo(501);
        assertThat(api.call(token, "api.v1.ProjectService/Delete", "{\"project\":\"%s\"}".formatted(project))
                        .status())
                .isEqualTo(403);
        var scoped =
                api.call(token, "api.v1.MethodService/TokenScopedList", "{}").body();
        assertThat(scoped.path("projectRoles").path(project).asText()).isEqualTo("PROJECT_ROLE_EDITOR");
        assertThat(scoped.path("permissions")).hasSize(1);
        assertThat(scoped.path("permissions").path(0).path("methods").toString())
                .contains("/api.v1.ClusterService/Create")
                .doesNotContain("/api.v1.ProjectService/Delete");
    }

    @Test
    void aTenantRoleDoesNotReachProjects() {
        var token = api.token(console, ",\"tenant_roles\":{\"alice@local\":\"TENANT_ROLE_OWNER\"}");

        assertThat(tenant(token, "alice@local").status()).isEqualTo(200);
        assertThat(clusters(token, "List", project)).isEqualTo(403);
    }

    @Test
    void nobodyHandsOnMoreThanTheyHave() {
        var bobs = api.user("bob@local");
        var viewer = api.token(
                console,
                role(project, "VIEWER")
                        + ",\"permissions\":[{\"subject\":\"alice@local\",\"methods\":[\"/api.v1.TokenService/Create\"]}]");

        assertThat(create(viewer, role(project, "VIEWER")).status()).isEqualTo(200);
        assertThat(create(viewer, role(project, "EDITOR")).status()).isEqualTo(403);
        assertThat(create(viewer, permission(project, "/api.v1.ClusterService/Create"))
                        .status())
                .isEqualTo(403);
        assertThat(create(console, role(bobs, "VIEWER")).status()).isEqualTo(403);
        assertThat(create(console, permission(bobs, "/api.v1.ClusterService/List"))
                        .status())
                .isEqualTo(403);
        assertThat(create(console, ",\"admin_role\":\"ADMIN_ROLE_VIEWER\"").status())
                .isEqualTo(403);
    }

    @Test
    void whatMeansNothingIsRefusedByName() {
        assertInvalid(permission(project, "/api.v1.NoService/Get"), "permissions[0].methods[0]");
        assertInvalid(permission(project, "/api.v1.TenantService/Get"), "permissions[0].methods[0]");
        assertInvalid(permission("alice@local", "/api.v1.ClusterService/Get"), "permissions[0].methods[0]");
        assertInvalid(permission(project, "/admin.v1.ClusterService/Get"), "permissions[0].methods[0]");
        assertInvalid(permission("*", "/api.v1.ClusterService/Get"), "permissions[0].subject");
        assertInvalid(role(project, "UNSPECIFIED"), "project_roles");
        assertInvalid(",\"tenant_roles\":{\"alice@local\":0}", "tenant_roles");
    }

    @Test
    void anApiTokenWithoutRightsStillKnowsItselfAndNoMore() {
        var token = api.token(console, "");
        var id = claims(token).path("jti").asText();
        var other = claims(console).path("jti").asText();

        assertThat(api.call(token, "api.v1.TokenService/Get", uuid(id)).status())
                .isEqualTo(200);
        assertThat(api.call(token, "api.v1.TokenService/Get", uuid(other)).status())
                .isEqualTo(403);
        assertThat(api.call(token, "api.v1.TokenService/Revoke", uuid(other)).status())
                .isEqualTo(403);
        assertThat(api.call(token, "api.v1.TokenService/List", "{}").status()).isEqualTo(403);
        assertThat(api.call(token, "api.v1.UserService/Get", "{}").status()).isEqualTo(200);
        assertThat(api.call(token, "api.v1.ProjectService/List", "{}").body().path("projects"))
                .isEmpty();
        assertThat(api.call(token, "api.v1.TokenService/Revoke", uuid(id)).status())
                .isEqualTo(200);
        assertThat(api.call(token, "api.v1.UserService/Get", "{}").message()).contains("revoked");
    }

    @Test
    void aRevokedTokenIsRefusedAtTheNextCall() {
        api.user("bob@local");
        var bob = api.signIn("bob@local");
        var token = api.token(console, role(project, "OWNER"));
        var id = claims(token).path("jti").asText();
        assertThat(clusters(token, "List", project)).isEqualTo(501);

        assertThat(api.call(bob, "api.v1.TokenService/Revoke", uuid(id)).status())
                .isEqualTo(404);
        assertThat(api.call(console, "api.v1.TokenService/Revoke", uuid(id)).status())
                .isEqualTo(200);

        assertThat(clusters(token, "List", project)).isEqualTo(401);
        assertThat(api.call(token, "api.v1.MethodService/List", "{}").message()).contains("revoked");
        assertThat(api.call(console, "api.v1.TokenService/Revoke", uuid(id)).status())
                .isEqualTo(404);
    }

    @Test
    void anUpdateChangesWhatIsPresent() {
        var token = api.token(console, role(project, "OWNER"));
        var id = claims(token).path("jti").asText();
        assertThat(clusters(token, "Create", project)).isEqualTo(501);

        var renamed = update("{\"uuid\":\"%s\",\"description\":\"another\"}".formatted(id));
        assertThat(renamed.body().path("token").path("description").asText()).isEqualTo("another");
        assertThat(renamed.body()
                        .path("token")
                        .path("projectRoles")
                        .path(project)
                        .asText())
                .isEqualTo("PROJECT_ROLE_OWNER");

        update("{\"uuid\":\"%s\"%s}".formatted(id, role(project, "VIEWER")));
        assertThat(clusters(token, "Create", project)).isEqualTo(403);
        assertThat(clusters(token, "List", project)).isEqualTo(501);

        assertThat(update(uuid(claims(console).path("jti").asText())).status()).isEqualTo(400);
        assertThat(update(uuid("00000000-0000-7000-8000-000000000000")).status())
                .isEqualTo(404);
    }

    @Test
    void anOwnerOfTheOperatorsTenantAdministersWithATokenMadeForIt() {
        api.user("op@local");
        var operator = api.signIn("op@local");
        var admin = api.token(operator, ",\"admin_role\":\"ADMIN_ROLE_EDITOR\"");

        assertThat(clusters(operator, "List", project)).isEqualTo(403);
        assertThat(clusters(admin, "Create", project)).isEqualTo(501);
        assertThat(clusters(admin, "List", UUID.randomUUID().toString())).isEqualTo(404);
        assertThat(tenant(admin, "nobody@local").status()).isEqualTo(404);
        var malformed = api.call(admin, "api.v1.ProjectService/Get", "{\"project\":\"x\"}");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.message()).startsWith("validation error: project");

        store.raw().execute("UPDATE tenant_member SET role = 'VIEWER' WHERE tenant = 'op@local'");
        api.tokens().changes().relist();
        assertThat(clusters(admin, "Create", project)).isEqualTo(403);
        assertThat(clusters(admin, "List", project)).isEqualTo(501);
    }

    @Test
    void onlyPublicMethodsAreListedToNobody() {
        var methods = api.call("", "api.v1.MethodService/List", "{}").body().path("methods");

        assertThat(methods.toString())
                .isEqualTo(
                        "[\"/api.v1.AssetService/List\",\"/api.v1.HealthService/Get\",\"/api.v1.MethodService/List\","
                                + "\"/api.v1.PaymentService/GetDefaultPrices\",\"/api.v1.VersionService/Get\","
                                + "\"/bergwerk.v1.SignInService/ListProviders\","
                                + "\"/status.v1.MessageService/Watch\",\"/status.v1.StatusService/Watch\"]");
    }

    private static final java.nio.charset.Charset UTF = java.nio.charset.StandardCharsets.UTF_8;

    private void assertRefused(String token) {
        assertThat(api.call(token, "api.v1.MethodService/List", "{}").status()).isEqualTo(401);
    }

    private void assertInvalid(String rights, String field) {
        var answer = create(console, rights);
        assertThat(answer.status()).as(rights).isEqualTo(400);
        assertThat(answer.message()).startsWith("validation error: " + field);
    }

    private TestApi.Answer create(String with, String rights) {
        return api.call(with, "api.v1.TokenService/Create", "{\"description\":\"a test\"" + rights + "}");
    }

    private TestApi.Answer update(String json) {
        return api.call(console, "api.v1.TokenService/Update", json);
    }

    private TestApi.Answer tenant(String token, String login) {
        return api.call(token, "api.v1.TenantService/Get", "{\"login\":\"" + login + "\"}");
    }

    private int clusters(String token, String method, String subject) {
        var uuid = method.equals("Get") ? ",\"uuid\":\"" + UUID.randomUUID() + "\"" : "";
        var name = method.equals("Create") ? ",\"name\":\"demo\"" : "";
        return api.call(
                        token,
                        "api.v1.ClusterService/" + method,
                        "{\"project\":\"" + subject + "\"" + uuid + name + "}")
                .status();
    }

    private String secondProject(String tenant) {
        var id = UUID.randomUUID().toString();
        store.raw()
                .execute(
                        "INSERT INTO project (id, tenant, name, is_default, created_at, updated_at) VALUES ('%s', '%s', 'second', false, now(), now())"
                                .formatted(id, tenant));
        return id;
    }

    private static String role(String project, String role) {
        return ",\"project_roles\":{\"%s\":\"PROJECT_ROLE_%s\"}".formatted(project, role);
    }

    private static String permission(String subject, String method) {
        return ",\"permissions\":[{\"subject\":\"%s\",\"methods\":[\"%s\"]}]".formatted(subject, method);
    }

    private static String uuid(String id) {
        return "{\"uuid\":\"" + id + "\"}";
    }

    private String claimsWith(String name, String value) {
        var claims = (com.fasterxml.jackson.databind.node.ObjectNode) claims(console);
        claims.put(name, value);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.toString().getBytes(UTF));
    }

    private static JsonNode claims(String token) {
        return claims(token, 1);
    }

    private static JsonNode claims(String token, int part) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[part]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
