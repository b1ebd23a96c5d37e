package io.bergwerk.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/// Somebody who has signed in, and what they say to the API.
///
/// @param project their default project
public record Person(TestApi api, String login, String project, String token) {
    public static Person of(TestApi api, String login) {
        return new Person(api, login, api.user(login), api.signIn(login));
    }

    public TestApi.Answer tenant(String method, String json) {
        return api.call(token, "api.v1.TenantService/" + method, json);
    }

    public TestApi.Answer project(String method, String json) {
        return api.call(token, "api.v1.ProjectService/" + method, json);
    }

    /// The answer to a call that has to work.
    public JsonNode ok(String method, String json) {
        var answer = api.call(token, "api.v1." + method, json);
        assertThat(answer.status())
                .as("%s %s: %s", method, json, answer.message())
                .isEqualTo(200);
        return answer.body();
    }

    /// Makes an organisation, and answers its login.
    public String organisation() {
        return ok("TenantService/Create", "{\"name\":\"An Organisation\",\"email\":\"org@example.test\"}")
                .at("/tenant/login")
                .asText();
    }

    /// Makes a project, and answers its uuid.
    public String projectIn(String tenant, String name) {
        return ok(
                        "ProjectService/Create",
                        "{\"login\":\"%s\",\"name\":\"%s\",\"description\":\"of a test\"}".formatted(tenant, name))
                .at("/project/uuid")
                .asText();
    }

    /// Invites somebody to a tenant, and has them join.
    public void letIn(String tenant, Person other, String role) {
        other.ok("TenantService/InviteAccept", secret(inviteToTenant(tenant, role)));
    }

    /// Answers the secret of an invite to a tenant.
    public String inviteToTenant(String tenant, String role) {
        return ok("TenantService/Invite", "{\"login\":\"%s\",\"role\":\"TENANT_ROLE_%s\"}".formatted(tenant, role))
                .at("/invite/secret")
                .asText();
    }

    /// Answers the secret of an invite to a project.
    public String inviteToProject(String uuid, String role) {
        return ok("ProjectService/Invite", "{\"project\":\"%s\",\"role\":\"PROJECT_ROLE_%s\"}".formatted(uuid, role))
                .at("/invite/secret")
                .asText();
    }

    public static String secret(String secret) {
        return "{\"secret\":\"%s\"}".formatted(secret);
    }
}
