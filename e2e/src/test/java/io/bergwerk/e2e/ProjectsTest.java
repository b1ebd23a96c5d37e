package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.OwnContract;
import io.bergwerk.api.Scope;
import io.bergwerk.api.ValidMessages;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What people see of their own tenants and projects, and that they see nothing of others'.
@ExtendWith(SharedInstallation.class)
class ProjectsTest {
    @Test
    void everybodyHasTheirDefaultProject(Installation installation) {
        var alice = new Account(new SignIn(installation).as("alice"));

        var projects = alice.api().call("api.v1.ProjectService/List", "{}").ok().path("projects");
        var project = alice.onProject("api.v1.ProjectService/Get", "").ok();

        assertThat(projects).hasSize(1);
        assertThat(projects.at("/0/uuid").asText()).isEqualTo(alice.project());
        assertThat(project.at("/project/tenant").asText()).isEqualTo("alice@local");
        assertThat(project.at("/project/name").asText()).isEqualTo("alice@local");
        assertThat(project.at("/project/isDefaultProject").asBoolean()).isTrue();
        assertThat(project.at("/projectMembers/0/id").asText()).isEqualTo("alice@local");
        assertThat(project.at("/projectMembers/0/role").asText()).isEqualTo("PROJECT_ROLE_OWNER");
    }

    @Test
    void filtersAreExact(Installation installation) {
        var alice = new Account(new SignIn(installation).as("alice"));

        assertThat(listed(alice, "{\"name\": \"alice@local\"}")).hasSize(1);
        assertThat(listed(alice, "{\"name\": \"alice\"}")).isEmpty();
        assertThat(listed(alice, "{\"tenant\": \"alice@local\"}")).hasSize(1);
        assertThat(listed(alice, "{\"tenant\": \"bob@local\"}")).isEmpty();
    }

    private static JsonNode listed(Account account, String filter) {
        return account.api().call("api.v1.ProjectService/List", filter).ok().path("projects");
    }

    @Test
    void onesOwnTenantIsCompleteWithMembers(Installation installation) {
        var alice = new Account(new SignIn(installation).as("alice"));

        var tenants = alice.api().call("api.v1.TenantService/List", "{}").ok().path("tenants");
        var tenant = alice.api()
                .call("api.v1.TenantService/Get", "{\"login\": \"alice@local\"}")
                .ok();

        assertThat(tenants).hasSize(1);
        assertThat(tenant.at("/tenant/login").asText()).isEqualTo("alice@local");
        assertThat(tenant.at("/tenantMembers/0/role").asText()).isEqualTo("TENANT_ROLE_OWNER");
    }

    @Test
    void everyMethodOnAStrangersSubjectIsDeniedAsOnOneThatDoesNotExist(Installation installation) {
        var alice = new Account(new SignIn(installation).as("alice"));
        var bob = new SignIn(installation).as("bob");
        var strange = List.of(
                new ValidMessages(alice.project(), alice.login()),
                new ValidMessages(UUID.randomUUID().toString(), "nobody@local"));

        for (var method : OwnContract.withPublicMethods()) {
            var policy = MethodPolicy.of(method);
            if (!Set.of(Scope.PROJECT, Scope.TENANT).contains(policy.scope())) {
                continue;
            }
            for (var messages : strange) {
                assertThat(code(bob, policy.path().substring(1), messages))
                        .as(policy.path())
                        .isEqualTo("permission_denied");
            }
        }
    }

    private static String code(Api api, String path, ValidMessages messages) {
        var method = OwnContract.withPublicMethods().stream()
                .filter(candidate -> BuiltMethods.path(candidate).equals(path))
                .findFirst()
                .orElseThrow();
        var request = messages.of(method).toByteArray();
        if (method.isServerStreaming()) {
            try (var stream = Stream.open(api, path, "application/connect+proto", request)) {
                return stream.awaitEnd().at("/error/code").asText();
            }
        }
        return Api.send(api.request(path)
                        .header("Content-Type", "application/proto")
                        .POST(BodyPublishers.ofByteArray(request)))
                .code();
    }

    @Test
    void forAnAdministratorAProjectThatDoesNotExistIsNotFound(Installation installation) {
        var answer = installation
                .administrator()
                .call("api.v1.ProjectService/Get", "{\"project\": \"%s\"}".formatted(UUID.randomUUID()));

        assertThat(answer.code()).isEqualTo("not_found");
    }
}
