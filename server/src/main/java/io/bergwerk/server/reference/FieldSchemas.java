package io.bergwerk.server.reference;

import build.buf.validate.FieldRules;
import build.buf.validate.ValidateProto;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;

/// The schema of a field's value in JSON, with the keywords that its rules amount to.
final class FieldSchemas {
    private static final long MAX_UINT32 = 0xffff_ffffL;

    private final Schemas schemas;
    private final boolean withRules;

    FieldSchemas(Schemas schemas, boolean withRules) {
        this.schemas = schemas;
        this.withRules = withRules;
    }

    /// @throws IllegalStateException naming a field of a type, or with a rule, that there are no words for
    ObjectNode of(FieldDescriptor field) {
        var rules = withRules ? field.getOptions().getExtension(ValidateProto.field) : FieldRules.getDefaultInstance();
        if (field.isMapField()) {
            return map(field, rules);
        }
        return field.isRepeated() ? list(field, rules) : value(field, rules);
    }

    private ObjectNode map(FieldDescriptor field, FieldRules rules) {
        var entry = field.getMessageType();
        var schema = ofType("object");
        var keys = new RuleKeywords(ofType("string"), field.getFullName());
        keys.add(rules.getMap().getKeys());
        if (keys.schema().size() > 1) {
            schema.set("propertyNames", keys.schema());
        }
        schema.set(
                "additionalProperties",
                value(entry.findFieldByName("value"), rules.getMap().getValues()));
        new RuleKeywords(schema, field.getFullName()).add(rules);
        return schema;
    }

    private ObjectNode list(FieldDescriptor field, FieldRules rules) {
        var schema = ofType("array");
        schema.set("items", value(field, rules.getRepeated().getItems()));
        new RuleKeywords(schema, field.getFullName()).add(rules);
        return schema;
    }

    private ObjectNode value(FieldDescriptor field, FieldRules rules) {
        var schema = plain(field);
        new RuleKeywords(schema, field.getFullName()).add(rules);
        return schema;
    }

    private ObjectNode plain(FieldDescriptor field) {
        return switch (field.getType()) {
            case STRING -> ofType("string");
            case BYTES -> ofType("string").put("contentEncoding", "base64");
            case BOOL -> ofType("boolean");
            case INT32, SINT32, SFIXED32 -> ofType("integer").put("format", "int32");
            case UINT32, FIXED32 -> ofType("integer").put("minimum", 0).put("maximum", MAX_UINT32);
            case INT64, SINT64, SFIXED64 ->
                ofType("string").put("format", "int64").put("pattern", "^-?[0-9]+$");
            case UINT64, FIXED64 -> ofType("string").put("format", "uint64").put("pattern", "^[0-9]+$");
            case FLOAT -> ofType("number").put("format", "float");
            case DOUBLE -> ofType("number").put("format", "double");
            case ENUM -> schemas.reference(field.getEnumType());
            case MESSAGE -> message(field.getMessageType());
            case GROUP -> throw new IllegalStateException(field.getFullName() + " is a group");
        };
    }

    private ObjectNode message(Descriptor type) {
        return switch (type.getFullName()) {
            case "google.protobuf.Timestamp" -> ofType("string").put("format", "date-time");
            case "google.protobuf.Duration" -> ofType("string").put("pattern", "^-?[0-9]+([.][0-9]{1,9})?s$");
            default -> ours(type);
        };
    }

    private ObjectNode ours(Descriptor type) {
        if (type.getFullName().startsWith("google.protobuf.")) {
            throw new IllegalStateException(type.getFullName() + " has a JSON of its own, which is not described yet");
        }
        return schemas.reference(type);
    }

    private static ObjectNode ofType(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
