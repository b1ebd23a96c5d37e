package io.bergwerk.server.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.access.Person;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProjectApiTest {
    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    TestApi api;
    Person alice;
    Person bob;
    String org;
    String shaft;

    @BeforeEach
    void anOrganisationHasAProject() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), SettableClock.atNoon()));
        alice = Person.of(api, "alice@local");
        bob = Person.of(api, "bob@local");
        org = alice.organisation();
        shaft = alice.projectIn(org, "shaft");
    }

    @Test
    void whoMakesAProjectOwnsItThemselves() {
        alice.letIn(org, bob, "EDITOR");

        var made = bob.projectIn(org, "tunnel");

        var seen = bob.ok("ProjectService/Get", project(made));
        assertThat(seen.at("/project/tenant").asText()).isEqualTo(org);
        assertThat(seen.at("/project/isDefaultProject").asBoolean()).isFalse();
        assertThat(seen.at("/projectMembers/0/id").asText()).isEqualTo("alice@local");
        assertThat(seen.at("/projectMembers/0/inheritedMembership").asBoolean()).isTrue();
        assertThat(seen.at("/projectMembers/1/role").asText()).isEqualTo("PROJECT_ROLE_OWNER");
        assertThat(seen.at("/projectMembers/1/inheritedMembership").asBoolean()).isFalse();
        assertThat(alice.project("Get", project(made)).status())
                .as("a member of the tenant reaches it at once")
                .isEqualTo(200);
    }

    @Test
    void aNameIsGoodOnceInATenant() {
        assertThat(code(alice.project("Create", draft(org, "shaft")))).isEqualTo("already_exists");
        assertThat(alice.projectIn("alice@local", "shaft")).isNotEqualTo(shaft);
        var tunnel = alice.projectIn(org, "tunnel");

        var renamed = alice.project("Update", "{\"project\":\"%s\",\"name\":\"shaft\"}".formatted(tunnel));

        assertThat(code(renamed)).isEqualTo("already_exists");
        assertThat(renamed.message()).contains("shaft");
        var changed = alice.ok(
                        "ProjectService/Update",
                        "{\"project\":\"%s\",\"name\":\"gallery\",\"avatarUrl\":\"https://example.test/a.png\"}"
                                .formatted(tunnel))
                .path("project");
        assertThat(changed.path("name").asText()).isEqualTo("gallery");
        assertThat(changed.path("description").asText()).isEqualTo("of a test");
        assertThat(changed.path("avatarUrl").asText()).isEqualTo("https://example.test/a.png");
    }

    @Test
    void aTenantHasItsQuotaOfProjects() {
        for (int made = 1; made < TestApi.PROJECTS.perTenantMax(); made++) {
            alice.projectIn(org, "tunnel" + made);
        }

        assertThat(alice.project("Create", draft(org, "one-more")).status()).isEqualTo(429);
    }

    @Test
    void aDefaultProjectAndOneWithClustersStay() {
        cluster("gold", "NULL");
        cluster("silver", "now()");

        assertThat(code(alice.project("Delete", project(alice.project())))).isEqualTo("failed_precondition");
        var kept = alice.project("Delete", project(shaft));
        assertThat(code(kept)).isEqualTo("failed_precondition");
        assertThat(kept.message()).contains("1 cluster;");

        store.raw().execute("UPDATE cluster SET deletion_requested_at = now(), deleted_at = now()");
        assertThat(alice.ok("ProjectService/Delete", project(shaft))
                        .at("/project/name")
                        .asText())
                .isEqualTo("shaft");
        assertThat(alice.project("Get", project(shaft)).status()).isEqualTo(403);
    }

    @Test
    void aRoleOfOnesOwnStandsBesideTheInheritedOne() {
        alice.letIn(org, bob, "VIEWER");

        var member = alice.ok("ProjectService/UpdateMember", member(shaft, "bob@local", "EDITOR"))
                .path("projectMember");

        assertThat(member.path("role").asText()).isEqualTo("PROJECT_ROLE_EDITOR");
        assertThat(member.path("inheritedMembership").asBoolean()).isFalse();
        assertThat(bob.project("Update", "{\"project\":\"%s\",\"name\":\"mine\"}".formatted(shaft))
                        .status())
                .isEqualTo(200);
        alice.ok("ProjectService/RemoveMember", "{\"project\":\"%s\",\"memberId\":\"bob@local\"}".formatted(shaft));
        assertThat(bob.project("Get", project(shaft)).status())
                .as("still a viewer of the tenant")
                .isEqualTo(200);
        assertThat(code(alice.project(
                        "RemoveMember", "{\"project\":\"%s\",\"memberId\":\"bob@local\"}".formatted(shaft))))
                .isEqualTo("not_found");
    }

    @Test
    void theLastOwnerOfItsOwnStaysWhoeverElseInheritsTheRole() {
        alice.letIn(org, bob, "OWNER");

        assertThat(code(bob.project("UpdateMember", member(shaft, "alice@local", "VIEWER"))))
                .isEqualTo("failed_precondition");
        assertThat(code(bob.project(
                        "RemoveMember", "{\"project\":\"%s\",\"memberId\":\"alice@local\"}".formatted(shaft))))
                .isEqualTo("failed_precondition");

        bob.ok("ProjectService/UpdateMember", member(shaft, "bob@local", "OWNER"));
        assertThat(bob.project("UpdateMember", member(shaft, "alice@local", "VIEWER"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoTakesNoPartInTheTenantIsInvitedNotAdded() {
        var answer = alice.project("UpdateMember", member(shaft, "bob@local", "EDITOR"));

        assertThat(code(answer)).isEqualTo("invalid_argument");
        assertThat(answer.message()).startsWith("validation error: member_id");
        assertThat(code(alice.project("UpdateMember", member(shaft, "alice@local", "UNSPECIFIED"))))
                .isEqualTo("invalid_argument");
    }

    private void cluster(String name, String deletedAt) {
        store.raw().execute("""
                INSERT INTO cluster (id, project, name, engine, partition, kubernetes_version, machine_image_name,
                    machine_image_version, worker_groups, kubernetes_autoupdate, machine_image_autoupdate,
                    window_begin_hour, window_begin_minute, window_time_zone, window_seconds, purpose,
                    monitoring_username, monitoring_password, version, revision, settled, created_at, updated_at,
                    deletion_requested_at, deleted_at, operation, state, progress, conditions, last_errors)
                VALUES (gen_random_uuid(), '%s', '%s', 'scripted', 'eqx-mu4', '1.36.3', 'debian', '12', '[{}]', true,
                    true, 1, 0, 'UTC', 3600, 'evaluation', '', '', 1, 1, true, now(), now(), %s, %s, 'CREATE',
                    'SUCCEEDED', 100, '[1, 2, 3, 4, 5]', '[]')
                """.formatted(shaft, name, deletedAt, deletedAt));
    }

    private static String code(TestApi.Answer answer) {
        return answer.body().path("code").asText();
    }

    private static String project(String uuid) {
        return "{\"project\":\"%s\"}".formatted(uuid);
    }

    private static String draft(String tenant, String name) {
        return "{\"login\":\"%s\",\"name\":\"%s\",\"description\":\"of a test\"}".formatted(tenant, name);
    }

    private static String member(String project, String user, String role) {
        return "{\"project\":\"%s\",\"memberId\":\"%s\",\"role\":\"PROJECT_ROLE_%s\"}".formatted(project, user, role);
    }
}
