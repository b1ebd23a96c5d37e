package io.bergwerk.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import java.util.List;

/// A validation rule as a tree: field names as in the proto, durations as text in seconds, and nothing that is not set.
final class RuleFacts {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RuleFacts() {}

    static JsonNode of(Message rule) {
        if (rule instanceof Duration duration) {
            return NODES.textNode(text(duration));
        }
        var facts = NODES.objectNode();
        rule.getAllFields().forEach((field, value) -> facts.set(field.getName(), value(field, value)));
        rule.getUnknownFields().asMap().keySet().forEach(number -> facts.put("unknown_" + number, true));
        return facts;
    }

    private static JsonNode value(FieldDescriptor field, Object value) {
        if (field.isRepeated()) {
            var items = NODES.arrayNode();
            ((List<?>) value).forEach(item -> items.add(single(item)));
            return items;
        }
        return single(value);
    }

    private static JsonNode single(Object value) {
        return switch (value) {
            case Message message -> of(message);
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case Float number -> NODES.numberNode(number);
            case EnumValueDescriptor constant -> NODES.textNode(constant.getName());
            default -> NODES.textNode(value.toString());
        };
    }

    private static String text(Duration duration) {
        var nanos = duration.getNanos() == 0 ? "" : ".%09d".formatted(Math.abs(duration.getNanos()));
        return duration.getSeconds() + nanos + "s";
    }
}
