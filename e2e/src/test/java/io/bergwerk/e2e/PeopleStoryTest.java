package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two people work together with the released Python client.
@ExtendWith(SharedInstallation.class)
class PeopleStoryTest {
    @Test
    void twoPeopleShareAnOrganisationAndTheAuditHasItAll(Installation installation) {
        var signIn = new SignIn(installation);
        var story = Api.JSON.createObjectNode();
        PythonClient.run(
                        "people.py",
                        Map.of(
                                "API_URL", installation.url().toString(),
                                "ALICE_LINK", signIn.link("story-alice").toString(),
                                "BOB_LINK", signIn.link("story-bob").toString()),
                        List.of())
                .forEach(step -> story.set(step.path("step").asText(), step));

        assertThat(story.path("sign-in").path("alice").asText()).isEqualTo("story-alice@local");
        assertThat(story.path("sign-in").path("bob").asText()).isEqualTo("story-bob@local");
        var organisation = story.path("organisation").path("organisation").asText();
        var project = story.path("organisation").path("project").asText();
        assertThat(organisation).startsWith("org-");
        assertThat(story.path("invite").toString()).isEqualTo("""
                        {"step":"invite","shown":"Deep Mine","before":"permission_denied","joined":"%s",\
                        "again":"not_found","reads":true,"writes":"permission_denied"}""".formatted(organisation));
        assertThat(story.path("role").path("writes").asText()).isEqualTo("gallery");
        assertThat(story.path("token").toString()).isEqualTo("""
                        {"step":"token","lists":0,"permissions":[["%s",["/api.v1.ClusterService/List"]]],\
                        "refused":["permission_denied","permission_denied","permission_denied","permission_denied"]}""".formatted(project));
        assertThat(story.path("revoke").path("then").asText()).isEqualTo("unauthenticated");
        assertThat(story.path("removal").path("then").asText()).isEqualTo("permission_denied");
        assertThat(story.path("removal").path("left").asBoolean()).isFalse();

        var audit = story.path("audit");
        assertThat(traces(audit.path("organisation")))
                .containsSubsequence(
                        "story-alice@local ProjectService/Create 0",
                        "story-alice@local TenantService/Invite 0",
                        "story-bob@local ProjectService/Update 7",
                        "story-alice@local ProjectService/UpdateMember 0",
                        "story-bob@local ProjectService/Update 0",
                        "story-alice@local ProjectService/RemoveMember 0",
                        "story-alice@local TenantService/RemoveMember 0");
        assertThat(traces(audit.path("bob")))
                .containsSubsequence(
                        "story-bob@local TenantService/InviteAccept 0",
                        "story-bob@local TenantService/InviteAccept 5",
                        "story-bob@local TokenService/Create 0",
                        "story-bob@local TokenService/Revoke 0");
        assertThat(audit.path("foreign").asText()).isEqualTo("permission_denied");
        assertThat(audit.at("/secrets/0").asBoolean()).isFalse();
    }

    private static List<String> traces(JsonNode traces) {
        return traces.valueStream()
                .map(trace -> "%s %s %d"
                        .formatted(
                                trace.get(0).asText(),
                                trace.get(1).asText().replaceFirst("^/[a-z0-9]+\\.v1\\.", ""),
                                trace.get(2).asInt()))
                .toList();
    }
}
