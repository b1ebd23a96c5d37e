package io.bergwerk.server.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import io.bergwerk.api.ProtoComments;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.FieldViolation;
import io.bergwerk.server.rpc.MessageRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A schema for each message and enum that is referred to, in protobuf's JSON mapping.
///
/// Rules are stated for what a request consists of, since that is what the server checks.
final class Schemas {
    private static final String ROOM = "#/components/schemas/";

    private final ProtoComments comments;
    private final MessageRules rules;
    private final Set<Descriptor> checked = new HashSet<>();
    private final SortedMap<String, ObjectNode> byName = new TreeMap<>();

    /// @param requests the types whose rules, and those of whatever is inside, are checked
    Schemas(ProtoComments comments, MessageRules rules, List<Descriptor> requests) {
        this.comments = comments;
        this.rules = rules;
        requests.forEach(this::addChecked);
    }

    private void addChecked(Descriptor type) {
        if (checked.add(type)) {
            type.getFields().stream()
                    .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                    .forEach(field -> addChecked(field.getMessageType()));
        }
    }

    /// All that were referred to so far, by name.
    ObjectNode all() {
        var all = JsonNodeFactory.instance.objectNode();
        byName.forEach(all::set);
        return all;
    }

    ObjectNode reference(Descriptor type) {
        begin(type).ifPresent(schema -> describe(type, schema));
        return reference(type.getFullName());
    }

    ObjectNode reference(EnumDescriptor type) {
        begin(type).ifPresent(schema -> describe(type, schema));
        return reference(type.getFullName());
    }

    static ObjectNode reference(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", ROOM + name);
    }

    /// The schema to fill, unless that was begun already: a message may have fields of its own type.
    private Optional<ObjectNode> begin(GenericDescriptor type) {
        var schema = JsonNodeFactory.instance.objectNode();
        return byName.putIfAbsent(type.getFullName(), schema) == null ? Optional.of(schema) : Optional.empty();
    }

    private void describe(EnumDescriptor type, ObjectNode schema) {
        schema.put("type", "string");
        var values = schema.putArray("enum");
        var text = new StringBuilder(comments.of(type)).append("\n");
        for (var value : type.getValues()) {
            values.add(value.getName());
            var comment = comments.of(value);
            if (!comment.isEmpty()) {
                text.append("\n- `%s`: %s".formatted(value.getName(), comment));
            }
        }
        schema.put("description", text.toString().strip());
    }

    private void describe(Descriptor type, ObjectNode schema) {
        schema.put("type", "object");
        Words.describe(schema, comments.of(type));
        var properties = schema.putObject("properties");
        var fields = new FieldSchemas(this, checked.contains(type));
        for (var field : type.getFields()) {
            var property = fields.of(field);
            Words.describeFirst(property, comments.of(field));
            properties.set(field.getJsonName(), property);
        }
        if (checked.contains(type)) {
            addRequired(type, schema);
        }
        type.getRealOneofs().forEach(choice -> addChoice(choice, schema));
    }

    private void addRequired(Descriptor type, ObjectNode schema) {
        var wrongIfAbsent = wrongIfAbsent(type);
        var required = type.getFields().stream()
                .filter(field -> wrongIfAbsent.contains(field.getName()))
                .toList();
        if (!required.isEmpty()) {
            var names = schema.putArray("required");
            required.forEach(field -> names.add(field.getJsonName()));
        }
    }

    /// The rules themselves say which fields of an empty message they miss.
    private Set<String> wrongIfAbsent(Descriptor type) {
        try {
            rules.check(DynamicMessage.getDefaultInstance(type));
            return Set.of();
        } catch (ApiException e) {
            return e.violations().stream().map(FieldViolation::field).collect(Collectors.toUnmodifiableSet());
        }
    }

    /// One of the fields or none.
    private static void addChoice(OneofDescriptor choice, ObjectNode schema) {
        var all = schema.withArray("allOf").addObject().putArray("oneOf");
        var none = all.addObject().putObject("not").putArray("anyOf");
        for (var field : choice.getFields()) {
            all.addObject().putArray("required").add(field.getJsonName());
            none.addObject().putArray("required").add(field.getJsonName());
        }
    }
}
