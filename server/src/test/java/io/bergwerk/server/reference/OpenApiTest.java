package io.bergwerk.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.OwnContract;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.access.MethodRule;
import io.bergwerk.server.access.MethodTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final int MOST_BYTES = 1 << 20;
    private static final JsonNode DOCUMENT = Documents.read();

    @Test
    void everyUnaryMethodOfTheTableIsThereAndNothingElse() {
        var streams = streams().map(MethodPolicy::pathOf).collect(Collectors.toSet());
        var unary = MethodTable.ofMethods(OwnContract.withPublicMethods()).all().stream()
                .map(MethodRule::path)
                .filter(path -> !streams.contains(path))
                .toList();

        assertThat(Documents.operations(DOCUMENT).keySet()).containsExactlyElementsOf(unary);
        assertThat(streams)
                .isNotEmpty()
                .allSatisfy(
                        path -> assertThat(text(DOCUMENT, "/info/description")).contains(path));
    }

    private static Stream<MethodDescriptor> streams() {
        return OwnContract.withPublicMethods().stream()
                .filter(method -> method.isServerStreaming() || method.isClientStreaming());
    }

    @Test
    void everyReferenceResolvesAndEverySchemaIsReferredTo() {
        var references = new TreeSet<String>();
        DOCUMENT.findValuesAsText("$ref").forEach(references::add);

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                DOCUMENT.at(reference.substring(1)).isObject())
                        .as(reference)
                        .isTrue());
        assertThat(DOCUMENT.at("/components/schemas").fieldNames())
                .toIterable()
                .allSatisfy(name -> assertThat(references).contains("#/components/schemas/" + name));
    }

    @Test
    void everyOperationHasWhatOpenApiWants() {
        var ids = new ArrayList<String>();
        var tags = DOCUMENT.path("tags").findValuesAsText("name");
        Documents.operations(DOCUMENT).forEach((path, operation) -> {
            ids.add(text(operation, "/operationId"));
            assertThat(text(operation, "/summary")).as(path).isNotEmpty();
            assertThat(tags).contains(text(operation, "/tags/0"));
            assertThat(operation
                            .at("/requestBody/content/application~1json/schema/$ref")
                            .isTextual())
                    .as(path)
                    .isTrue();
            assertThat(operation.path("responses"))
                    .as(path)
                    .isNotEmpty()
                    .allSatisfy(answer -> assertThat(answer.has("$ref") || answer.has("description"))
                            .isTrue());
        });

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(tags).doesNotHaveDuplicates();
        assertThat(text(DOCUMENT, "/openapi")).isEqualTo("3.1.0");
        assertThat(text(DOCUMENT, "/info/title")).isNotEmpty();
        assertThat(text(DOCUMENT, "/info/version")).isEqualTo(Documents.BUILD.revision());
        assertThat(DOCUMENT.at("/components/schemas").fieldNames())
                .toIterable()
                .allSatisfy(name -> assertThat(name).matches("[a-zA-Z0-9._-]+"));
    }

    @Test
    void aMethodSaysWhoMayCallItAndWhatItLeaves() {
        var create =
                DOCUMENT.path("paths").path("/api.v1.ClusterService/Create").path("post");
        var version = DOCUMENT.path("paths").path("/api.v1.VersionService/Get").path("post");

        assertThat(text(create, "/x-scope")).isEqualTo("project");
        assertThat(create.path("x-roles").toString()).isEqualTo("[\"PROJECT_ROLE_OWNER\",\"PROJECT_ROLE_EDITOR\"]");
        assertThat(create.path("x-audited").asBoolean()).isTrue();
        assertThat(create.path("x-chargeable").asBoolean()).isTrue();
        assertThat(text(create, "/description")).startsWith("Accepts a cluster").endsWith("""
                        Open to these roles in the project that `project` names: PROJECT_ROLE_OWNER, PROJECT_ROLE_EDITOR. \
                        Each call leaves a trace. What it makes may cost money.""");
        assertThat(text(create, "/summary")).isEqualTo("Accepts a cluster and answers it with all defaults filled in");
        assertThat(create.has("security")).isFalse();
        assertThat(version.path("security").isEmpty()).isTrue();
        assertThat(version.path("security").isArray()).isTrue();
        assertThat(DOCUMENT.path("security").toString()).isEqualTo("[{\"token\":[]}]");
    }

    @Test
    void rulesAreKeywords() {
        assertThat(property("ClusterServiceCreateRequest", "name")).isEqualTo("""
                {"type":"string","minLength":2,"maxLength":12,"format":"hostname"}""");
        assertThat(required("ClusterServiceCreateRequest")).containsExactly("name", "project");
        assertThat(property("ClusterServiceGetRequest", "uuid")).isEqualTo("""
                {"type":"string","format":"uuid"}""");
        assertThat(schema("KubernetesSpec").at("/properties/version/pattern").asText())
                .isEqualTo("[0-9]+.[0-9]+.[0-9]");
        assertThat(schema("KubernetesSpec").at("/properties/version/maxLength").asInt())
                .isEqualTo(8);
        assertThat(schema("Worker").at("/properties/minsize/maximum").asInt()).isEqualTo(32);
        assertThat(schema("MaintenanceTimeWindow")
                        .at("/properties/duration/description")
                        .asText())
                .contains("At least `3600s`.", "Less than `14400s`.");
        assertThat(schema("TokenServiceCreateRequest")
                        .at("/properties/projectRoles/propertyNames/minLength")
                        .asInt())
                .isEqualTo(3);
        assertThat(required("TokenServiceCreateRequest")).containsExactly("description");
    }

    @Test
    void rulesOfAnswersAreNotPromised() {
        assertThat(schema("Cluster").has("required")).isFalse();
        assertThat(schema("Cluster").at("/properties/name/maxLength").isMissingNode())
                .isTrue();
    }

    @Test
    void typesAreThoseOfProtobufsJson() {
        assertThat(property("Cluster", "createdAt")).isEqualTo("{\"type\":\"string\",\"format\":\"date-time\"}");
        assertThat(schema("Paging").at("/properties/page/type").asText()).isEqualTo("string");
        assertThat(schema("Worker").at("/properties/minsize/type").asText()).isEqualTo("integer");
        assertThat(schema("ProjectRole").path("enum")).hasSize(4);
        assertThat(schema("Health").path("type").asText()).isEqualTo("object");
        assertThat(schema("Token")
                        .at("/properties/tenantRoles/additionalProperties/$ref")
                        .asText())
                .isEqualTo("#/components/schemas/api.v1.TenantRole");
        assertThat(DOCUMENT.at("/components/schemas").findValuesAsText("contentEncoding"))
                .contains("base64");
    }

    @Test
    void errorsAreThoseOfTheDocumentation() throws IOException {
        var documented = Files.readString(Path.of("../docs/errors.md"));

        assertThat(ErrorCode.values())
                .allSatisfy(code -> assertThat(documented)
                        .contains("| `%s` | %d | %s |"
                                .formatted(
                                        ErrorAnswers.label(code),
                                        ErrorAnswers.status(code),
                                        ErrorAnswers.meaning(code))));
        assertThat(text(DOCUMENT, "/components/responses/409/description"))
                .contains("`already_exists`: ", "`aborted`: ");
    }

    @Test
    void theDocumentIsTheSameEachTimeAndNotLarge() {
        var bytes = Documents.bytes();

        assertThat(Documents.bytes()).isEqualTo(bytes);
        assertThat(bytes).hasSizeLessThan(MOST_BYTES);
    }

    private static JsonNode schema(String name) {
        return DOCUMENT.at("/components/schemas/api.v1." + name);
    }

    /// Without its description.
    private static String property(String message, String name) {
        var property = schema(message).path("properties").path(name).deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) property).remove("description");
        return property.toString();
    }

    private static List<String> required(String message) {
        var names = new ArrayList<String>();
        schema(message).path("required").forEach(name -> names.add(name.asText()));
        return names;
    }

    private static String text(JsonNode node, String pointer) {
        return node.at(pointer).asText();
    }
}
