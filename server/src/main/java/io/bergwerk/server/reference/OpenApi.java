package io.bergwerk.server.reference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.ProtoComments;
import io.bergwerk.server.rpc.MessageRules;
import io.bergwerk.server.version.Build;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/// The OpenAPI document of all unary methods, as JSON over Connect has them.
///
/// @param methods all that the server offers; those that stream are named in the description alone
/// @param url where the server is
record OpenApi(List<MethodDescriptor> methods, MessageRules rules, URI url, Build build) {
    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] document() {
        var comments = ProtoComments.read();
        var unary = methods.stream().filter(method -> !streams(method)).toList();
        var schemas = new Schemas(
                comments,
                rules,
                unary.stream().map(MethodDescriptor::getInputType).toList());
        var root = JSON.createObjectNode().put("openapi", "3.1.0");
        addInfo(root);
        root.putArray("servers").addObject().put("url", url.toString());
        root.putArray("security").addObject().putArray("token");
        addTags(unary, comments, root);
        var paths = root.putObject("paths");
        var operations = new Operations(comments, schemas);
        unary.forEach(method -> operations.add(method, paths));
        addComponents(schemas, root);
        return bytes(root);
    }

    private static boolean streams(MethodDescriptor method) {
        return method.isServerStreaming() || method.isClientStreaming();
    }

    private void addInfo(ObjectNode root) {
        var info = root.putObject("info");
        info.put("title", "Bergwerk");
        info.put("version", build.revision());
        info.putObject("license").put("name", "Apache License 2.0").put("identifier", "Apache-2.0");
        info.put("description", """
                Managed Kubernetes on your own machines. Each method is a POST of JSON to its path, as the Connect protocol
                has it; gRPC and gRPC-Web answer on the same port, and `/protos.zip` has the protos for them.

                JSON is that of protobuf: what is absent has its default (0, `""`, `false`, an empty list), and answers leave
                defaults out. Whole numbers of 64 bits are strings, durations are seconds with an `s`. Limits and required
                fields are stated for requests, where they are checked. The examples set every field; most may be left out.

                `x-scope` and `x-roles` say who may call a method. Administrators with the role of an editor count as owners
                in every tenant and project, those with the role of a viewer as viewers. `x-audited` and `x-chargeable` say
                whether calls leave a trace and whether they may cost money.

                Methods that answer with a stream are not described here, as theirs is no plain JSON but Connect's streaming
                (`application/connect+json`), or gRPC's:

                """ + streamList());
    }

    private String streamList() {
        return methods.stream()
                .filter(OpenApi::streams)
                .map(method -> "- `%s`".formatted(MethodPolicy.pathOf(method)))
                .collect(Collectors.joining("\n"));
    }

    private static void addTags(List<MethodDescriptor> methods, ProtoComments comments, ObjectNode root) {
        var tags = root.putArray("tags");
        methods.stream().map(MethodDescriptor::getService).distinct().forEach((ServiceDescriptor service) -> {
            var tag = tags.addObject().put("name", service.getFullName());
            Words.describe(tag, comments.of(service));
        });
    }

    private static void addComponents(Schemas schemas, ObjectNode root) {
        var components = root.putObject("components");
        var scheme = components.putObject("securitySchemes").putObject("token");
        scheme.put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        scheme.put("description", "A token of `api.v1.TokenService`, or one from a sign-in.");
        components.set("responses", ErrorAnswers.responses());
        components.set("schemas", schemas.all().set(ErrorAnswers.SCHEMA, ErrorAnswers.schema()));
    }

    private static byte[] bytes(ObjectNode root) {
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
