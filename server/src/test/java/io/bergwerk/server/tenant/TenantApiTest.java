package io.bergwerk.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TenantApiTest {
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
    void whoMakesAnOrganisationOwnsIt() {
        var made = alice.ok("TenantService/Create", "{\"name\":\"Ore\",\"description\":\"We dig\"}")
                .path("tenant");

        var login = made.path("login").asText();
        assertThat(login).matches("org-[0-9a-f]{12}");
        assertThat(made.path("name").asText()).isEqualTo("Ore");
        assertThat(made.path("email").asText()).as("the maker's").isEqualTo("alice@local.test");
        assertThat(made.path("createdBy").asText()).isEqualTo("alice@local");
        assertThat(made.path("admitted").asBoolean()).isTrue();
        var seen = alice.ok("TenantService/Get", login(login));
        assertThat(seen.path("tenantMembers")).hasSize(1);
        assertThat(seen.at("/tenantMembers/0/id").asText()).isEqualTo("alice@local");
        assertThat(seen.at("/tenantMembers/0/role").asText()).isEqualTo("TENANT_ROLE_OWNER");
        assertThat(alice.ok("ProjectService/List", "{\"tenant\":\"%s\"}".formatted(login))
                        .path("projects"))
                .as("no default project")
                .isEmpty();
        assertThat(bob.tenant("Get", login(login)).status()).isEqualTo(403);
    }

    @Test
    void anOrganisationNeedsAnAddressAndThereIsAQuota() {
        store.raw().execute("UPDATE tenant SET email = '' WHERE login = 'bob@local'");
        assertThat(bob.tenant("Create", "{\"name\":\"Ore\"}").message()).contains("email");

        for (int made = 0; made < TestApi.TENANTS.perUserMax(); made++) {
            alice.organisation();
        }

        assertThat(alice.tenant("Create", "{\"name\":\"Ore\"}").status()).isEqualTo(429);
    }

    @Test
    void anUpdateChangesWhatIsPresentAndConsentKeepsItsTime() {
        var consent = alice.ok("TenantService/Update", "{\"login\":\"alice@local\",\"acceptTermsAndConditions\":true}");
        assertThat(consent.at("/tenant/termsAndConditions/when").asText()).isEqualTo("2026-01-15T12:00:00Z");
        clock.advance(Duration.ofMinutes(1));

        var changed = alice.ok(
                        "TenantService/Update",
                        "{\"login\":\"alice@local\",\"name\":\"Alice\",\"onboarded\":true,\"acceptTermsAndConditions\":true}")
                .path("tenant");

        assertThat(changed.path("name").asText()).isEqualTo("Alice");
        assertThat(changed.path("email").asText()).isEqualTo("alice@local.test");
        assertThat(changed.path("onboarded").asBoolean()).isTrue();
        assertThat(changed.at("/termsAndConditions/when").asText()).isEqualTo("2026-01-15T12:00:00Z");
        assertThat(changed.path("updatedAt").asText()).isEqualTo("2026-01-15T12:01:00Z");
        var taken = alice.tenant("Update", "{\"login\":\"alice@local\",\"acceptTermsAndConditions\":false}");
        assertThat(taken.status()).isEqualTo(400);
        assertThat(taken.message()).startsWith("validation error: accept_terms_and_conditions");
    }

    @Test
    void onlyAnOrganisationWithoutProjectsCanBeDeleted() {
        var org = alice.organisation();
        var project = alice.projectIn(org, "shaft");

        var kept = alice.tenant("Delete", login(org));
        assertThat(kept.body().path("code").asText()).isEqualTo("failed_precondition");
        assertThat(kept.message()).contains("shaft");
        var own = alice.tenant("Delete", login("alice@local"));
        assertThat(own.body().path("code").asText()).isEqualTo("invalid_argument");

        alice.ok("ProjectService/Delete", "{\"project\":\"%s\"}".formatted(project));
        assertThat(alice.ok("TenantService/Delete", login(org))
                        .at("/tenant/login")
                        .asText())
                .isEqualTo(org);
        assertThat(alice.tenant("Get", login(org)).status()).isEqualTo(403);
        assertThat(alice.ok("TenantService/List", "{}").path("tenants")).hasSize(1);
    }

    @Test
    void rolesChangeAtOnceAndGuestsStayForTheirProjects() {
        var org = alice.organisation();
        var project = alice.projectIn(org, "shaft");
        alice.letIn(org, bob, "EDITOR");
        bob.ok("ProjectService/InviteAccept", Person.secret(alice.inviteToProject(project, "VIEWER")));

        var member = alice.ok("TenantService/UpdateMember", member(org, "bob@local", "VIEWER"))
                .path("tenantMember");
        assertThat(member.path("role").asText()).isEqualTo("TENANT_ROLE_VIEWER");
        assertThat(member.at("/projectIds/0").asText()).isEqualTo(project);
        assertThat(bob.tenant("Update", "{\"login\":\"%s\",\"name\":\"Mine\"}".formatted(org))
                        .status())
                .isEqualTo(403);

        alice.ok("TenantService/RemoveMember", "{\"login\":\"%s\",\"memberId\":\"bob@local\"}".formatted(org));
        var guest = bob.ok("TenantService/Get", login(org));
        assertThat(guest.path("tenantMembers")).isEmpty();
        assertThat(guest.at("/tenant").has("email")).isFalse();
        assertThat(alice.ok("TenantService/Get", login(org)).toString()).contains("TENANT_ROLE_GUEST");

        alice.ok("ProjectService/RemoveMember", "{\"project\":\"%s\",\"memberId\":\"bob@local\"}".formatted(project));
        assertThat(bob.tenant("Get", login(org)).status()).isEqualTo(403);
    }

    @Test
    void theLastOwnerStaysAndSoDoesAUserInTheirOwnTenant() {
        var org = alice.organisation();
        alice.letIn(org, bob, "OWNER");
        alice.letIn("alice@local", bob, "OWNER");

        bob.ok("TenantService/RemoveMember", "{\"login\":\"%s\",\"memberId\":\"bob@local\"}".formatted(org));
        assertThat(code(alice.tenant("UpdateMember", member(org, "alice@local", "VIEWER"))))
                .isEqualTo("failed_precondition");
        assertThat(code(alice.tenant("RemoveMember", "{\"login\":\"%s\",\"memberId\":\"alice@local\"}".formatted(org))))
                .isEqualTo("failed_precondition");
        assertThat(code(bob.tenant("RemoveMember", "{\"login\":\"alice@local\",\"memberId\":\"alice@local\"}")))
                .isEqualTo("failed_precondition");
        assertThat(code(bob.tenant("UpdateMember", member("alice@local", "alice@local", "EDITOR"))))
                .isEqualTo("failed_precondition");
        assertThat(code(alice.tenant("UpdateMember", member(org, "bob@local", "EDITOR"))))
                .as("no member any more")
                .isEqualTo("not_found");
        assertThat(code(alice.tenant("UpdateMember", member("alice@local", "bob@local", "GUEST"))))
                .isEqualTo("invalid_argument");
        assertThat(code(alice.tenant("UpdateMember", member("alice@local", "bob@local", "UNSPECIFIED"))))
                .isEqualTo("invalid_argument");
    }

    @Test
    void admissionIsAskedForOnceItIsMissingAndWithConsent() {
        var request =
                "{\"login\":\"bob@local\",\"name\":\"Bob\",\"email\":\"bob@example.test\",\"acceptedTermsAndConditions\":%s,\"emailConsent\":true}";
        assertThat(code(bob.tenant("RequestAdmission", request.formatted("true"))))
                .isEqualTo("failed_precondition");
        store.raw().execute("UPDATE tenant SET admitted = false WHERE login = 'bob@local'");

        assertThat(code(bob.tenant("RequestAdmission", request.formatted("false"))))
                .isEqualTo("invalid_argument");
        bob.ok("TenantService/RequestAdmission", request.formatted("true"));

        var tenant = bob.ok("TenantService/Get", login("bob@local")).path("tenant");
        assertThat(tenant.path("email").asText()).isEqualTo("bob@example.test");
        assertThat(tenant.path("emailConsent").asBoolean()).isTrue();
        assertThat(tenant.at("/termsAndConditions/accepted").asBoolean()).isTrue();
        assertThat(tenant.path("admitted").asBoolean()).isFalse();
    }

    private static String code(TestApi.Answer answer) {
        return answer.body().path("code").asText();
    }

    private static String login(String login) {
        return "{\"login\":\"%s\"}".formatted(login);
    }

    private static String member(String tenant, String user, String role) {
        return "{\"login\":\"%s\",\"memberId\":\"%s\",\"role\":\"TENANT_ROLE_%s\"}".formatted(tenant, user, role);
    }
}
