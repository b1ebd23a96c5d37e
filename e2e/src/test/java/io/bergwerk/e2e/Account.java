package io.bergwerk.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.bergwerk.e2e.Api.Answer;

/// A caller with their default project.
record Account(Api api, String login, String project) {
    Account(Api api) {
        this(api, api.call("api.v1.UserService/Get", "{}").ok().path("user"));
    }

    private Account(Api api, JsonNode user) {
        this(
                api,
                user.path("login").asText(),
                user.path("defaultProject").path("uuid").asText());
    }

    /// A call about the default project.
    ///
    /// @param fields more of the JSON object, as in `"name": "demo"`; may be empty
    Answer onProject(String method, String fields) {
        return api.call(method, "{\"project\": \"%s\"%s}".formatted(project, fields.isEmpty() ? "" : ", " + fields));
    }

    Answer onCluster(String method, String uuid) {
        return onProject("api.v1.ClusterService/" + method, "\"uuid\": \"%s\"".formatted(uuid));
    }

    /// Records the wish for a small cluster; answers its uuid.
    String createCluster(String name) {
        return onProject("api.v1.ClusterService/Create", "\"name\": \"%s\", %s".formatted(name, twoWorkers()))
                .ok()
                .path("cluster")
                .path("uuid")
                .asText();
    }

    static String twoWorkers() {
        return "\"workers\": [{\"name\": \"group-0\", \"machineType\": \"n1-medium-x86\", \"minsize\": 2, \"maxsize\": 2}]";
    }

    /// A token of this caller with fewer rights.
    ///
    /// @param fields of the request besides the description, as in `"expires": "3600s"`
    Api token(String fields) {
        var answer = api.call("api.v1.TokenService/Create", "{\"description\": \"test\", %s}".formatted(fields));
        return api.withToken(answer.ok().path("secret").asText());
    }

    Api projectToken(String role) {
        return token("\"projectRoles\": {\"%s\": \"PROJECT_ROLE_%s\"}".formatted(project, role));
    }
}
