package io.bergwerk.server.invite;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InvitesTest {
    private static final List<String> SERVICES = List.of("TenantService", "ProjectService");

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    final SettableClock clock = SettableClock.atNoon();
    TestApi api;
    Person alice;
    Person bob;
    String org;
    String shaft;

    @BeforeEach
    void anOrganisationHasAProject() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), clock));
        alice = Person.of(api, "alice@local");
        bob = Person.of(api, "bob@local");
        org = alice.organisation();
        shaft = alice.projectIn(org, "shaft");
    }

    @Test
    void anInviteToATenantSaysWhatItIsForAndIsGoodOnce() {
        var made = alice.ok("TenantService/Invite", "{\"login\":\"%s\",\"role\":\"TENANT_ROLE_EDITOR\"}".formatted(org))
                .path("invite");
        var secret = made.path("secret").asText();

        assertThat(secret).matches("[0-9A-Za-z-]{32}");
        assertThat(made.path("targetTenant").asText()).isEqualTo(org);
        assertThat(made.path("targetTenantName").asText()).isEqualTo("An Organisation");
        assertThat(made.path("tenant").asText()).isEqualTo("alice@local");
        assertThat(made.path("tenantName").asText()).isEqualTo("alice@local");
        assertThat(made.path("joined").asBoolean()).isFalse();
        assertThat(made.path("expiresAt").asText()).isEqualTo("2026-01-22T12:00:00Z");
        assertThat(bob.ok("TenantService/InviteGet", Person.secret(secret)).path("invite"))
                .isEqualTo(made);

        var joined = bob.ok("TenantService/InviteAccept", Person.secret(secret));
        assertThat(joined.path("tenant").asText()).isEqualTo(org);
        assertThat(joined.path("tenantName").asText()).isEqualTo("An Organisation");
        assertThat(bob.project("Update", "{\"project\":\"%s\",\"name\":\"ours\"}".formatted(shaft))
                        .status())
                .as("an editor of the tenant's projects from the next call on")
                .isEqualTo(200);
        assertGone(bob, "TenantService", secret);
    }

    @Test
    void anInviteToAProjectMakesAGuestOfTheTenant() {
        var made = alice.ok(
                        "ProjectService/Invite",
                        "{\"project\":\"%s\",\"role\":\"PROJECT_ROLE_VIEWER\"}".formatted(shaft))
                .path("invite");
        assertThat(made.path("project").asText()).isEqualTo(shaft);
        assertThat(made.path("projectName").asText()).isEqualTo("shaft");
        assertThat(made.path("tenant").asText()).isEqualTo(org);
        assertThat(made.path("tenantName").asText()).isEqualTo("An Organisation");
        assertThat(made.path("role").asText()).isEqualTo("PROJECT_ROLE_VIEWER");

        var joined = bob.ok(
                "ProjectService/InviteAccept", Person.secret(made.path("secret").asText()));

        assertThat(joined.path("project").asText()).isEqualTo(shaft);
        assertThat(joined.path("projectName").asText()).isEqualTo("shaft");
        assertThat(bob.ok("ProjectService/Get", project(shaft)).path("projectMembers"))
                .as("a guest sees direct members only")
                .hasSize(2);
        assertThat(bob.ok("TenantService/List", "{}").toString()).contains(org).doesNotContain("org@example.test");
        assertThat(bob.project("Create", "{\"login\":\"%s\",\"name\":\"own\",\"description\":\"mine\"}".formatted(org))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aSecretOfAnotherKindOrFormOrAgeIsAsGoodAsNone() {
        var toTenant = alice.inviteToTenant(org, "VIEWER");
        var toProject = alice.inviteToProject(shaft, "VIEWER");

        assertGone(bob, "ProjectService", toTenant);
        assertGone(bob, "TenantService", toProject);
        for (var service : SERVICES) {
            assertGone(bob, service, "x");
            assertGone(bob, service, "");
            assertGone(bob, service, "0123456789abcdefghijklmnopqrstu%");
            assertGone(bob, service, "0123456789abcdefghijklmnopqrstuv");
        }
        clock.advance(Invites.HOLDS_FOR.minusSeconds(1));
        bob = Person.of(api, "bob@local");
        assertThat(bob.tenant("InviteGet", Person.secret(toTenant)).status()).isEqualTo(200);

        clock.advance(Duration.ofSeconds(1));
        assertGone(bob, "TenantService", toTenant);
        assertGone(bob, "ProjectService", toProject);
        alice = Person.of(api, "alice@local");
        assertThat(alice.ok("TenantService/InvitesList", login(org)).path("invites"))
                .isEmpty();
    }

    @Test
    void whoBelongsAlreadyLeavesTheInviteToOthers() {
        alice.letIn(org, bob, "VIEWER");
        var toTenant = alice.inviteToTenant(org, "OWNER");
        var toProject = alice.inviteToProject(shaft, "EDITOR");
        var home = alice.inviteToTenant("alice@local", "VIEWER");

        assertThat(code(bob.tenant("InviteAccept", Person.secret(toTenant)))).isEqualTo("already_exists");
        assertThat(code(alice.project("InviteAccept", Person.secret(toProject))))
                .isEqualTo("already_exists");
        assertThat(code(alice.tenant("InviteAccept", Person.secret(home)))).isEqualTo("invalid_argument");
        assertThat(code(alice.project("InviteAccept", Person.secret(alice.inviteToProject(alice.project(), "VIEWER")))))
                .isEqualTo("invalid_argument");

        var carol = Person.of(api, "carol@local");
        carol.ok("TenantService/InviteAccept", Person.secret(toTenant));
        bob.ok("ProjectService/InviteAccept", Person.secret(toProject));
        bob.ok("TenantService/InviteAccept", Person.secret(home));
    }

    @Test
    void pendingOnesAreListedOldestFirstAndCanBeWithdrawn() {
        var first = alice.inviteToTenant(org, "VIEWER");
        clock.advance(Duration.ofSeconds(1));
        var second = alice.inviteToTenant(org, "EDITOR");
        var toProject = alice.inviteToProject(shaft, "VIEWER");
        var elsewhere = alice.inviteToTenant("alice@local", "VIEWER");

        alice.ok("TenantService/InviteDelete", withdrawal(org, "x"));
        alice.ok("TenantService/InviteDelete", withdrawal(org, elsewhere));
        alice.ok("TenantService/InviteDelete", withdrawal(org, toProject));
        var listed = alice.ok("TenantService/InvitesList", login(org)).path("invites");
        assertThat(listed.findValuesAsText("secret")).containsExactly(first, second);
        assertThat(alice.ok("ProjectService/InvitesList", project(shaft))
                        .path("invites")
                        .findValuesAsText("secret"))
                .containsExactly(toProject);
        assertThat(bob.ok("TenantService/InviteGet", Person.secret(elsewhere))).isNotNull();

        alice.ok("TenantService/InviteDelete", withdrawal(org, first));
        assertGone(bob, "TenantService", first);
    }

    @Test
    void whoMayNoLongerInviteDoesNotComeBackByTheirOwnInvite() {
        alice.letIn(org, bob, "OWNER");
        var toTenant = bob.inviteToTenant(org, "OWNER");
        var toProject = bob.inviteToProject(shaft, "OWNER");
        var hers = alice.inviteToTenant(org, "VIEWER");

        alice.ok(
                "TenantService/UpdateMember",
                "{\"login\":\"%s\",\"memberId\":\"bob@local\",\"role\":\"TENANT_ROLE_EDITOR\"}".formatted(org));

        assertGone(bob, "TenantService", toTenant);
        assertGone(bob, "ProjectService", toProject);
        assertThat(alice.ok("TenantService/InvitesList", login(org))
                        .path("invites")
                        .findValuesAsText("secret"))
                .containsExactly(hers);
    }

    @Test
    void anOwnerOfTheProjectItselfKeepsTheirInvitesWhenTheyLeaveTheTenant() {
        alice.letIn(org, bob, "OWNER");
        var tunnel = bob.projectIn(org, "tunnel");
        var invite = bob.inviteToProject(tunnel, "VIEWER");

        alice.ok("TenantService/RemoveMember", "{\"login\":\"%s\",\"memberId\":\"bob@local\"}".formatted(org));

        assertThat(bob.ok("ProjectService/InvitesList", project(tunnel))
                        .path("invites")
                        .findValuesAsText("secret"))
                .containsExactly(invite);
    }

    @Test
    void pendingOnesAndMembersAreBounded() {
        for (int made = 0; made < TestApi.TENANTS.invitesMax(); made++) {
            alice.inviteToTenant(org, "VIEWER");
        }
        var more = "{\"login\":\"%s\",\"role\":\"TENANT_ROLE_VIEWER\"}".formatted(org);
        assertThat(alice.tenant("Invite", more).status()).isEqualTo(429);
        clock.advance(Invites.HOLDS_FOR);
        alice = Person.of(api, "alice@local");
        for (int members = 1; members < TestApi.TENANTS.membersMax(); members++) {
            alice.letIn(org, Person.of(api, "user%d@local".formatted(members)), "VIEWER");
        }

        var late = alice.inviteToTenant(org, "VIEWER");

        bob = Person.of(api, "bob@local");
        assertThat(bob.tenant("InviteAccept", Person.secret(late)).status()).isEqualTo(429);
        assertThat(bob.tenant("InviteGet", Person.secret(late)).status()).isEqualTo(200);
    }

    @Test
    void guestsCannotBeInvited() {
        for (var role : List.of("TENANT_ROLE_GUEST", "TENANT_ROLE_UNSPECIFIED")) {
            var answer = alice.tenant("Invite", "{\"login\":\"%s\",\"role\":\"%s\"}".formatted(org, role));
            assertThat(code(answer)).isEqualTo("invalid_argument");
            assertThat(answer.message()).startsWith("validation error: role");
        }
        assertThat(code(alice.project("Invite", project(shaft)))).isEqualTo("invalid_argument");
    }

    private static void assertGone(Person person, String service, String secret) {
        for (var method : List.of("InviteGet", "InviteAccept")) {
            var answer = person.api().call(person.token(), "api.v1." + service + "/" + method, Person.secret(secret));
            assertThat(code(answer)).as("%s/%s %s", service, method, secret).isEqualTo("not_found");
            assertThat(answer.message()).isEqualTo(Invites.gone().publicMessage());
        }
    }

    private static String code(TestApi.Answer answer) {
        return answer.body().path("code").asText();
    }

    private static String login(String login) {
        return "{\"login\":\"%s\"}".formatted(login);
    }

    private static String project(String uuid) {
        return "{\"project\":\"%s\"}".formatted(uuid);
    }

    private static String withdrawal(String tenant, String secret) {
        return "{\"login\":\"%s\",\"secret\":\"%s\"}".formatted(tenant, secret);
    }
}
