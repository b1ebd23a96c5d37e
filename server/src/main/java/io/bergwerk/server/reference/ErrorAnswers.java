package io.bergwerk.server.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.connect.ConnectCode;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Errors as Connect has them: the same JSON under the HTTP status of its code.
final class ErrorAnswers {
    static final String SCHEMA = "connect.Error";

    private ErrorAnswers() {}

    /// What `docs/errors.md` says of it.
    static String meaning(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT ->
                "the request is wrong whatever the state; the message starts with `validation error: <field>: `";
            case UNAUTHENTICATED -> "no token, or one that does not hold: expired, revoked, of another installation";
            case PERMISSION_DENIED ->
                "method or subject out of reach; a project or tenant that is not yours looks the same as one that "
                        + "does not exist";
            case NOT_FOUND -> "a resource inside a project you may see does not exist";
            case ALREADY_EXISTS -> "the name is taken";
            case ABORTED -> "somebody else was faster";
            case FAILED_PRECONDITION ->
                "the state is in the way, for example a cluster whose control plane is not up yet, or one that is "
                        + "protected from deletion";
            case RESOURCE_EXHAUSTED -> "a quota, a rate, or the number of addresses or machines is used up";
            case UNIMPLEMENTED -> "the method belongs to the public API and this release does not offer it";
            case DEADLINE_EXCEEDED -> "your deadline was over first";
            case UNAVAILABLE -> "something the server needs is away, or the server stops";
            case INTERNAL -> "a fault of ours; the message holds a request id and nothing else";
        };
    }

    static String label(ErrorCode code) {
        return onTheWire(code).label();
    }

    static int status(ErrorCode code) {
        return onTheWire(code).httpStatus();
    }

    private static ConnectCode onTheWire(ErrorCode code) {
        return ConnectCode.valueOf(code.name());
    }

    private static SortedSet<Integer> statuses() {
        return Arrays.stream(ErrorCode.values())
                .map(ErrorAnswers::status)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Adds a reference for each status to the answers of a method.
    static void refer(ObjectNode responses) {
        for (var status : statuses()) {
            responses.putObject(status.toString()).put("$ref", "#/components/responses/" + status);
        }
    }

    /// `components.responses`: by status, as one may stand for several codes.
    static ObjectNode responses() {
        var responses = JsonNodeFactory.instance.objectNode();
        for (var status : statuses()) {
            var response = responses.putObject(status.toString());
            response.put(
                    "description",
                    Arrays.stream(ErrorCode.values())
                            .filter(code -> status(code) == status)
                            .map(code -> "`%s`: %s".formatted(label(code), meaning(code)))
                            .collect(Collectors.joining("\n\n")));
            response.putObject("content").putObject("application/json").set("schema", Schemas.reference(SCHEMA));
        }
        return responses;
    }

    static ObjectNode schema() {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.put("description", "An error of the Connect protocol.");
        schema.putArray("required").add("code");
        var properties = schema.putObject("properties");
        var code = properties.putObject("code").put("type", "string").putArray("enum");
        Arrays.stream(ErrorCode.values()).map(ErrorAnswers::label).forEach(code::add);
        text(properties, "message", "A sentence for the caller.");
        var details = properties.putObject("details").put("type", "array").putObject("items");
        details.put("type", "object");
        var detail = details.putObject("properties");
        text(detail, "type", "The full name of a message; that of broken rules is `buf.validate.Violations`.");
        text(detail, "value", "The message in protobuf's binary form, without padding.")
                .put("contentEncoding", "base64");
        detail.putObject("debug").put("description", "The same message as JSON, for people.");
        return schema;
    }

    private static ObjectNode text(ObjectNode properties, String name, String description) {
        return properties.putObject(name).put("type", "string").put("description", description);
    }
}
