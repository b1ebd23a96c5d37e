package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wishes that the protos let pass and that no cluster can be made of.
@ExtendWith(SharedInstallation.class)
class RefusedClustersTest {
    private static final String VALID = """
            {"name": "refused", "partition": "eqx-mu4", "kubernetes": {"version": "1.36.3"},
             "workers": [{"name": "group-0", "machineType": "n1-medium-x86", "minsize": 1, "maxsize": 2},
                         {"name": "group-1", "machineType": "n1-medium-x86", "minsize": 1, "maxsize": 2}],
             "maintenance": {"timeWindow": {"begin": {"hour": 3, "minute": 0, "timezone": "UTC"}, "duration": "7200s"}}}""";

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/name | \"x\" | name | x",
                "/name | \"abcdefghijklm\" | name | abcdefghijklm",
                "/name | \"Demo\" | name | Demo",
                "/name | \"-demo\" | name | -demo",
                "/name | \"demo-\" | name | demo-",
                "/name | \"a--b\" | name | a--b",
                "/name | \"de.mo\" | name | de.mo",
                "/name | \"a-external\" | name | a-external",
                "/partition | \"nowhere\" | partition | nowhere",
                "/kubernetes/version | \"1.2.3\" | kubernetes.version | 1.2.3",
                "/kubernetes/version | \"1.36.9\" | kubernetes.version | 1.36.9",
                "/workers/0/machineType | \"z9-huge\" | workers[0].machine_type | z9-huge",
                "/workers/0/machineType | \"\" | workers[0].machine_type | ",
                "/workers/0/minsize | 4 | workers[0].minsize | 4",
                "/workers/0/minsize | 33 | workers[0].minsize | 33",
                "/workers/0/maxsize | 65 | workers[0].maxsize | 65",
                "/workers/0/maxsize | 0 | workers[0] | 0",
                "/workers/0/maxsurge | 65 | workers[0].maxsurge | 65",
                "/workers/0/name | \"Group_0\" | workers[0].name | Group_0",
                "/workers/0/name | \"a-name-far-too-long\" | workers[0].name | a-name-far-too-long",
                "/workers/1/name | \"group-0\" | workers[1].name | group-0",
                "/maintenance/timeWindow/duration | \"14400s\" | maintenance.time_window.duration | ",
                "/maintenance/timeWindow/duration | \"3540s\" | maintenance.time_window.duration | ",
                "/maintenance/timeWindow/begin/hour | 24 | maintenance.time_window.begin.hour | 24",
                "/maintenance/timeWindow/begin/minute | 60 | maintenance.time_window.begin.minute | 60",
                "/maintenance/timeWindow/begin/timezone | \"Mars/City\" | maintenance.time_window.begin.timezone | Mars/City"
            })
    void aWishThatCannotBeIsRefusedByField(
            String pointer, String value, String field, String given, Installation installation) {
        var caller = new Account(installation.admin());
        var request = (ObjectNode) Api.json(VALID);
        request.put("project", caller.project());
        var slash = pointer.lastIndexOf('/');
        ((ObjectNode) request.at(pointer.substring(0, slash))).set(pointer.substring(slash + 1), Api.json(value));

        var answer = caller.api().call("api.v1.ClusterService/Create", request);

        assertThat(answer.code()).isEqualTo("invalid_argument");
        assertThat(answer.message()).startsWith("validation error").contains(field);
        if (given != null) {
            assertThat(answer.message()).contains(given);
        }
        assertThat(answer.body().at("/details/0/type").asText()).isEqualTo("buf.validate.Violations");
    }

    @Test
    void moreWorkersThanTheQuotaAreTooMany(Installation installation) {
        var caller = new Account(installation.admin());

        var answer = caller.onProject(
                "api.v1.ClusterService/Create",
                "\"name\": \"toobig\", \"workers\": [{\"name\": \"group-0\", \"machineType\": \"n1-medium-x86\", \"minsize\": 1, \"maxsize\": 33}]");

        assertThat(answer.code()).isEqualTo("resource_exhausted");
        assertThat(answer.message()).contains("32").contains("33");
    }

    @Test
    void whatIsNotThereIsNotFoundInItsWords(Installation installation) {
        var nobody = new ClusterCalls(
                new Account(installation.admin()), UUID.randomUUID().toString());

        for (var method :
                new String[] {"Get", "Delete", "GetCredentials", "GetAdminKubeconfig", "GetViewerKubeconfig"}) {
            var answer = nobody.call(method);
            assertThat(answer.code()).as(method).isEqualTo("not_found");
            assertThat(answer.message()).contains("no entity with uuid:\"%s\" found".formatted(nobody.uuid()));
        }
        try (var stream = nobody.watch()) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.awaitEnd().at("/error/message").asText())
                    .contains("no entity with uuid:\"%s\" found".formatted(nobody.uuid()));
        }
    }

    @Test
    void aProjectWithoutClustersAnswersAnEmptyObject(Installation installation) {
        var nobody = new Account(new SignIn(installation).as("dora"));

        assertThat(nobody.onProject("api.v1.ClusterService/List", "").ok()).isEqualTo(Api.json("{}"));
    }
}
