package io.bergwerk.server.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.ProtoComments;
import io.bergwerk.api.Scope;
import io.bergwerk.api.ValidMessages;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One unary method as an operation: a POST of JSON to the method's path.
final class Operations {
    static final String EXAMPLE_PROJECT = "0f8c1f5e-3f4f-4d0e-9c43-6a3f7b1d2e90";
    static final String EXAMPLE_LOGIN = "ada@example.org";

    private static final String MEDIA_TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ValidMessages EXAMPLES = new ValidMessages(EXAMPLE_PROJECT, EXAMPLE_LOGIN);

    private final ProtoComments comments;
    private final Schemas schemas;

    Operations(ProtoComments comments, Schemas schemas) {
        this.comments = comments;
        this.schemas = schemas;
    }

    void add(MethodDescriptor method, ObjectNode paths) {
        var policy = MethodPolicy.of(method);
        var operation = paths.putObject(policy.path()).putObject("post");
        operation.put("operationId", method.getFullName());
        operation.putArray("tags").add(method.getService().getFullName());
        operation.put("summary", Words.summary(comments.of(method)));
        Words.describe(operation, comments.of(method));
        Words.describe(operation, words(policy));
        if (method.getOptions().getDeprecated()) {
            operation.put("deprecated", true);
        }
        addPolicy(policy, operation);
        addRequest(method, operation);
        addAnswers(method, operation);
    }

    private static void addPolicy(MethodPolicy policy, ObjectNode operation) {
        operation.put("x-scope", policy.scope().name().toLowerCase(Locale.ROOT));
        var names = operation.putArray("x-roles");
        roles(policy).forEach(names::add);
        operation.put("x-audited", policy.audited());
        operation.put("x-chargeable", policy.chargeable());
        if (policy.scope() == Scope.PUBLIC) {
            operation.putArray("security");
        }
    }

    private static String words(MethodPolicy policy) {
        var who = switch (policy.scope()) {
            case PUBLIC -> "Open to everybody, without a token too.";
            case SELF -> "Open to everybody who is signed in.";
            case TENANT -> "Open to these roles in the tenant that `login` names: %s.";
            case PROJECT -> "Open to these roles in the project that `project` names: %s.";
            case ADMIN -> "Open to administrators of the installation with these roles: %s.";
        };
        var audited = policy.audited() ? "Each call leaves a trace." : "Calls leave no trace.";
        var chargeable = policy.chargeable() ? " What it makes may cost money." : "";
        return who.formatted(String.join(", ", roles(policy))) + " " + audited + chargeable;
    }

    /// Strongest first.
    private static List<String> roles(MethodPolicy policy) {
        var tenant = policy.tenantRoles().stream().sorted().map(Enum::name);
        var project = policy.projectRoles().stream().sorted().map(Enum::name);
        var admin = policy.adminRoles().stream().sorted().map(Enum::name);
        return Stream.of(tenant, project, admin).flatMap(names -> names).toList();
    }

    private void addRequest(MethodDescriptor method, ObjectNode operation) {
        var body = operation.putObject("requestBody");
        body.put("required", true);
        var content = body.putObject("content").putObject(MEDIA_TYPE);
        content.set("schema", schemas.reference(method.getInputType()));
        content.set("example", example(method));
    }

    private static JsonNode example(MethodDescriptor method) {
        try {
            return JSON.readTree(JsonFormat.printer().print(EXAMPLES.of(method)));
        } catch (InvalidProtocolBufferException | JsonProcessingException e) {
            throw new IllegalStateException("example of " + method.getFullName(), e);
        }
    }

    private void addAnswers(MethodDescriptor method, ObjectNode operation) {
        var responses = operation.putObject("responses");
        var success = responses.putObject("200");
        var comment = comments.of(method.getOutputType());
        success.put("description", comment.isEmpty() ? "The answer." : comment);
        success.putObject("content").putObject(MEDIA_TYPE).set("schema", schemas.reference(method.getOutputType()));
        ErrorAnswers.refer(responses);
    }
}
