package io.bergwerk.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every kind of drift is found and named, and nothing else is.
class ContractComparisonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonNode table = ContractTable.read();
    private final JsonNode built = ContractTable.read();

    /// Each kind of fact, changed in the table alone.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    api.v1/services/ClusterService/Get/path                              | "/api.v1.ClusterService/Fetch"
                    api.v1/services/ClusterService/Get/request                           | "api.v1.ClusterServiceListRequest"
                    api.v1/services/ClusterService/Get/response                          | "api.v1.ClusterServiceListResponse"
                    api.v1/services/ClusterService/WatchStatus/server_streaming          | false
                    api.v1/services/ClusterService/Get/project_roles                     | ["PROJECT_ROLE_OWNER"]
                    api.v1/services/TenantService/Get/tenant_roles                       | ["TENANT_ROLE_OWNER"]
                    admin.v1/services/TenantService/List/admin_roles                     | ["ADMIN_ROLE_EDITOR"]
                    api.v1/services/UserService/Get/visibility                           | "VISIBILITY_PUBLIC"
                    api.v1/services/ClusterService/Create/chargeable                     | "CHARGEABLE_FALSE"
                    api.v1/services/ClusterService/Get/auditing                          | "AUDITING_INCLUDED"
                    api.v1/messages/Cluster/fields/uuid/number                           | 9
                    api.v1/messages/Cluster/fields/created_at/json                       | "created"
                    api.v1/messages/Cluster/fields/name/type                             | "bytes"
                    api.v1/messages/Cluster/fields/status/of                             | "api.v1.Health"
                    api.v1/messages/Cluster/fields/workers/repeated                      | false
                    api.v1/messages/Cluster/fields/purpose/optional                      | false
                    api.v1/messages/Token/fields/project_roles/key                       | "int32"
                    api.v1/messages/Token/fields/project_roles/value                     | "string"
                    api.v1/messages/Token/fields/project_roles/of                        | "api.v1.TenantRole"
                    api.v1/messages/Cluster/fields/name/rules/string/max_len             | 13
                    api.v1/messages/KubernetesSpec/fields/version/rules/string/pattern   | ".*"
                    api.v1/messages/TokenServiceCreateRequest/fields/expires/rules/duration/lt | "31536000s"
                    api.v1/messages/Token/reserved_numbers                               | [5, 12]
                    api.v1/messages/Token/reserved_names                                 | ["permissions"]
                    api.v1/enums/TenantRole/values/TENANT_ROLE_GUEST                     | 5
                    api.v1/method_options/visibility/number                              | 51009
                    status.v1/services/StatusService/Watch/visibility                    | "VISIBILITY_SELF"
                    """)
    void aFactThatChangesIsNamed(String path, String other) throws IOException {
        parent(path).set(last(path), MAPPER.readTree(other));

        assertThat(ContractComparison.differences(table, built))
                .singleElement()
                .asString()
                .startsWith(path + ": should be ");
    }

    /// Each kind of thing, absent on one side.
    @ParameterizedTest
    @CsvSource({
        "status.v1",
        "admin.v1/services/AuditService",
        "api.v1/services/ClusterService/Operate",
        "api.v1/services/ClusterService/Get/auditing",
        "api.v1/services/ClusterService/WatchStatus/server_streaming",
        "api.v1/messages/Cluster",
        "api.v1/messages/Cluster/fields/purpose",
        "api.v1/messages/Cluster/fields/purpose/optional",
        "api.v1/messages/Cluster/fields/uuid/rules",
        "api.v1/messages/Token/reserved_names",
        "api.v1/messages/Token/reserved_numbers",
        "api.v1/enums/TenantRole",
        "api.v1/enums/TenantRole/values/TENANT_ROLE_GUEST",
        "api.v1/method_options/auditing",
    })
    void aThingThatComesOrGoesIsNamed(String path) {
        parent(path).remove(last(path));

        assertThat(ContractComparison.differences(table, built))
                .singleElement()
                .asString()
                .startsWith(path + ": is not in the table");
        assertThat(ContractComparison.differences(built, table))
                .singleElement()
                .asString()
                .startsWith(path + ": is missing");
    }

    @Test
    void aRuleInsideAMapIsComparedToo() {
        var rules = "api.v1/messages/TokenServiceCreateRequest/fields/tenant_roles/rules/map";
        ((ArrayNode) parent(rules + "/values/cel").get("cel")).removeAll();
        parent(rules + "/keys/string/min_len").put("min_len", 4);

        assertThat(ContractComparison.differences(table, built))
                .hasSize(2)
                .anyMatch(line -> line.startsWith(rules + "/values/cel: should be []"))
                .anyMatch(line -> line.startsWith(rules + "/keys/string/min_len: should be 4, is 3"));
    }

    private ObjectNode parent(String path) {
        var steps = List.of(path.split("/"));
        var node = table;
        for (var step : steps.subList(0, steps.size() - 1)) {
            node = node.required(step);
        }
        assertThat(node.has(last(path))).as("%s is in the table", path).isTrue();
        return (ObjectNode) node;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
