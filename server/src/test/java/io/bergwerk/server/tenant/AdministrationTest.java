package io.bergwerk.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What administrators do with tenants, projects and tokens of others.
class AdministrationTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestApi api;
    Person alice;
    Person bob;
    String admin;
    String viewer;

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), clock));
        var operator = Person.of(api, "op@local");
        admin = api.token(operator.token(), ",\"admin_role\":\"ADMIN_ROLE_EDITOR\"");
        viewer = api.token(operator.token(), ",\"admin_role\":\"ADMIN_ROLE_VIEWER\"");
        clock.advance(Duration.ofSeconds(1));
        alice = Person.of(api, "alice@local");
        clock.advance(Duration.ofSeconds(1));
        bob = Person.of(api, "bob@local");
    }

    @Test
    void tenantsAreFoundByAllFiltersTogether() {
        var org = alice.organisation();

        assertThat(logins("{}"))
                .startsWith("op@local", "alice@local", "bob@local")
                .hasSize(4);
        assertThat(logins("{\"tenant\":\"bob@local\"}")).containsExactly("bob@local");
        assertThat(logins("{\"name\":\"An Organisation\"}")).containsExactly(org);
        assertThat(logins("{\"email\":\"alice@local.test\"}")).containsExactly("alice@local");
        assertThat(logins("{\"oauthProvider\":\"O_AUTH_PROVIDER_OIDC\"}")).hasSize(3);
        assertThat(logins("{\"oauthProvider\":\"O_AUTH_PROVIDER_GITHUB\"}")).isEmpty();
        assertThat(logins("{\"admitted\":false}")).isEmpty();
        assertThat(logins("{\"admitted\":true,\"name\":\"bob@local\"}")).containsExactly("bob@local");
    }

    @Test
    void pagesEndWithOneThatIsNotFull() {
        var seen = new ArrayList<String>();
        var page = "0";
        var pages = 0;
        while (!page.isEmpty()) {
            var answer = asAdmin("TenantService/List", "{\"paging\":{\"page\":\"%s\",\"count\":\"2\"}}".formatted(page))
                    .body();
            answer.path("tenants")
                    .forEach(tenant -> seen.add(tenant.path("login").asText()));
            page = answer.path("nextPage").asText();
            pages++;
        }
        assertThat(seen).containsExactly("op@local", "alice@local", "bob@local");
        assertThat(pages).isEqualTo(2);

        var projects = asAdmin("ProjectService/List", "{\"paging\":{}}").body();
        assertThat(projects.path("projects")).hasSize(3);
        assertThat(projects.has("nextPage")).isFalse();
        assertThat(asAdmin("TenantService/List", "{\"paging\":{\"count\":\"5000\"}}")
                        .message())
                .startsWith("validation error: paging.count");
        assertThat(asAdmin("TenantService/List", "{\"paging\":{\"page\":\"18446744073709551615\"}}")
                        .message())
                .startsWith("validation error: paging.page");
    }

    @Test
    void projectsAreFoundByTheirTenant() {
        var mine =
                asAdmin("ProjectService/List", "{\"tenantId\":\"bob@local\"}").body();

        assertThat(mine.path("projects")).hasSize(1);
        assertThat(mine.at("/projects/0/uuid").asText()).isEqualTo(bob.project());
        assertThat(asAdmin("ProjectService/List", "{\"annotations\":{\"a\":\"b\"}}")
                        .body())
                .isEmpty();
    }

    @Test
    void whoIsNotAdmittedMakesNothingThatCosts() {
        assertThat(clusterCreated()).isEqualTo("unimplemented");

        assertThat(asAdmin("TenantService/Revoke", "{\"tenantId\":\"alice@local\"}")
                        .body()
                        .at("/tenant/admitted")
                        .asBoolean())
                .isFalse();
        assertThat(clusterCreated()).isEqualTo("failed_precondition");
        assertThat(alice.api()
                        .call(
                                alice.token(),
                                "api.v1.ClusterService/List",
                                "{\"project\":\"%s\"}".formatted(alice.project()))
                        .status())
                .as("reading goes on")
                .isEqualTo(501);
        assertThat(logins("{\"admitted\":false}")).containsExactly("alice@local");

        for (int twice = 0; twice < 2; twice++) {
            assertThat(asAdmin("TenantService/Admit", "{\"tenantId\":\"alice@local\"}")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(clusterCreated()).isEqualTo("unimplemented");
        assertThat(code(asAdmin("TenantService/Admit", "{\"tenantId\":\"nobody@local\"}")))
                .isEqualTo("not_found");
    }

    @Test
    void membersAreAddedByLoginOrByAnAddressThatOneUserHas() {
        var org = alice.organisation();
        assertThat(code(add(org, "bob@local.test", "EDITOR"))).isEmpty();
        assertThat(bob.tenant("Update", "{\"login\":\"%s\",\"name\":\"Ours\"}".formatted(org))
                        .status())
                .isEqualTo(200);

        assertThat(code(add(org, "bob@local", "OWNER"))).isEqualTo("already_exists");
        assertThat(code(add(org, "nobody@local", "OWNER"))).isEqualTo("not_found");
        assertThat(code(add("org-000000000000", "bob@local", "OWNER"))).isEqualTo("not_found");
        assertThat(code(add(org, "op@local", "GUEST"))).isEqualTo("invalid_argument");
        store.raw().execute("UPDATE tenant SET email = 'same@example.test' WHERE personal");
        assertThat(code(add(org, "same@example.test", "VIEWER"))).isEqualTo("not_found");
    }

    @Test
    void tokensOfOthersAreSeenWithoutSecretsAndRevoked() {
        var listed =
                asAdmin("TokenService/List", "{\"userId\":\"alice@local\"}").body();
        assertThat(listed.path("tokens")).hasSize(1);
        assertThat(listed.toString()).doesNotContain("secret").doesNotContain(alice.token());
        assertThat(asAdmin("TokenService/List", "{}").body().path("tokens")).hasSize(5);
        var uuid = listed.at("/tokens/0/uuid").asText();
        assertThat(code(asAdmin("TokenService/Revoke", revocation(uuid, "bob@local"))))
                .isEqualTo("not_found");

        assertThat(asAdmin("TokenService/Revoke", revocation(uuid, "alice@local"))
                        .status())
                .isEqualTo(200);

        assertThat(alice.tenant("List", "{}").status()).isEqualTo(401);
    }

    @Test
    void aViewerReadsAndNobodyElseDoes() {
        assertThat(api.call(viewer, "admin.v1.TenantService/List", "{}").status())
                .isEqualTo(200);
        assertThat(api.call(viewer, "admin.v1.TenantService/Admit", "{\"tenantId\":\"bob@local\"}")
                        .status())
                .isEqualTo(403);
        for (var method : List.of("TenantService/List", "ProjectService/List", "TokenService/List")) {
            assertThat(api.call(alice.token(), "admin.v1." + method, "{}").status())
                    .isEqualTo(403);
            assertThat(api.call("", "admin.v1." + method, "{}").status()).isEqualTo(401);
        }
    }

    private String clusterCreated() {
        return code(api.call(
                alice.token(),
                "api.v1.ClusterService/Create",
                "{\"project\":\"%s\",\"name\":\"demo\"}".formatted(alice.project())));
    }

    private List<String> logins(String filter) {
        return asAdmin("TenantService/List", filter)
                .body()
                .path("tenants")
                .valueStream()
                .map((JsonNode tenant) -> tenant.path("login").asText())
                .toList();
    }

    private TestApi.Answer add(String tenant, String member, String role) {
        return asAdmin(
                "TenantService/AddMember",
                "{\"tenantId\":\"%s\",\"memberId\":\"%s\",\"role\":\"TENANT_ROLE_%s\"}"
                        .formatted(tenant, member, role));
    }

    private TestApi.Answer asAdmin(String method, String json) {
        return api.call(admin, "admin.v1." + method, json);
    }

    private static String revocation(String uuid, String user) {
        return "{\"uuid\":\"%s\",\"userId\":\"%s\"}".formatted(uuid, user);
    }

    private static String code(TestApi.Answer answer) {
        return answer.body().path("code").asText();
    }
}
