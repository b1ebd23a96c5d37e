package io.bergwerk.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.OwnContract;
import io.bergwerk.server.access.TestApi;
import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.SettableClock;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whoever copies an example is told nothing but what they may not do.
class OpenApiExamplesTest {
    private static final Map<String, JsonNode> OPERATIONS = Documents.operations(Documents.read());
    private static final Map<String, MethodDescriptor> METHODS = OwnContract.withPublicMethods().stream()
            .collect(Collectors.toMap(MethodPolicy::pathOf, Function.identity()));

    /// The example's tenant is a person's own, which stays.
    private static final String DELETE_TENANT = "/api.v1.TenantService/Delete";

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    private TestApi api;
    private String project = "";
    private String user = "";
    private String admin = "";

    @BeforeEach
    void start() {
        api = store.closing(TestApi.start(store.database(), store.notifications(), SettableClock.atNoon()));
        project = api.user(Operations.EXAMPLE_LOGIN);
        user = api.signIn(Operations.EXAMPLE_LOGIN);
        api.user("op@local");
        admin = api.token(api.signIn("op@local"), ",\"admin_role\":\"ADMIN_ROLE_EDITOR\"");
    }

    @Test
    void eachKeepsTheRulesOfItsRequest() {
        OPERATIONS.forEach((path, operation) -> Documents.RULES.check(parsed(path, Documents.example(operation))));
    }

    private static DynamicMessage parsed(String path, JsonNode example) {
        var message = DynamicMessage.newBuilder(
                Objects.requireNonNull(METHODS.get(path)).getInputType());
        try {
            JsonFormat.parser().merge(example.toString(), message);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(path, e);
        }
        return message.build();
    }

    @Test
    void noneIsAWrongRequestOrAFault() {
        OPERATIONS.forEach((path, operation) -> {
            var example = Documents.example(operation).toString();
            requireFine(path, user, example);
            requireFine(path, admin, example);
            // of a project of one's own, so that the call gets behind the checks of rights
            requireFine(path, user, example.replace(Operations.EXAMPLE_PROJECT, project));
        });
    }

    private void requireFine(String path, String token, String request) {
        var answer = api.call(token, path.substring(1), request);

        assertThat(answer.body().path("code").asText())
                .as("%s %s -> %s", path, request, answer)
                .isNotIn(path.equals(DELETE_TENANT) ? "" : "invalid_argument", "internal", "unknown");
        assertThat(answer.status()).as("%s %s", path, answer).isNotEqualTo(500);
    }
}
