package io.bergwerk.api;

import build.buf.validate.ValidateProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.bergwerk.api.v1.CommonProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// What descriptors say about the shape on the wire, as a tree of the same form as `public-contract.json`.
///
/// Only what is set is in the tree, so a fact that comes or goes is a key that comes or goes.
final class ContractFacts {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode packages = MAPPER.createObjectNode();

    private ContractFacts() {}

    static JsonNode of(Collection<FileDescriptor> files) {
        var facts = new ContractFacts();
        files.forEach(facts::add);
        return normalized(facts.packages);
    }

    private void add(FileDescriptor file) {
        var facts = packages.withObjectProperty(file.getPackage());
        var services = facts.withObjectProperty("services");
        var options = facts.withObjectProperty("method_options");
        facts.withObjectProperty("messages");
        facts.withObjectProperty("enums");
        for (var service : file.getServices()) {
            var methods = services.putObject(service.getName());
            service.getMethods().forEach(method -> methods.set(method.getName(), method(method)));
        }
        file.getExtensions().forEach(extension -> options.set(extension.getName(), extension(extension)));
        addTypes(facts, file.getMessageTypes(), file.getEnumTypes());
    }

    private static void addTypes(ObjectNode facts, List<Descriptor> messages, List<EnumDescriptor> enums) {
        for (var type : enums) {
            facts.withObjectProperty("enums").set(nameOf(type), enumeration(type));
        }
        for (var message : messages) {
            if (!message.getOptions().getMapEntry()) {
                facts.withObjectProperty("messages").set(nameOf(message), message(message));
                addTypes(facts, message.getNestedTypes(), message.getEnumTypes());
            }
        }
    }

    private static ObjectNode method(MethodDescriptor method) {
        var options = method.getOptions();
        var facts = MAPPER.createObjectNode();
        facts.put("path", MethodPolicy.pathOf(method));
        facts.put("request", method.getInputType().getFullName());
        facts.put("response", method.getOutputType().getFullName());
        putTrue(facts, "client_streaming", method.isClientStreaming());
        putTrue(facts, "server_streaming", method.isServerStreaming());
        putTrue(facts, "deprecated", options.getDeprecated());
        if (options.getIdempotencyLevel() != IdempotencyLevel.IDEMPOTENCY_UNKNOWN) {
            facts.put("idempotency", options.getIdempotencyLevel().name());
        }
        for (var option : CommonProto.getDescriptor().getExtensions()) {
            putOption(
                    facts,
                    option,
                    options.getField(option),
                    options.getAllFields().containsKey(option));
        }
        return facts;
    }

    private static void putOption(ObjectNode facts, FieldDescriptor option, Object value, boolean present) {
        if (!present) {
            return;
        }
        if (value instanceof List<?> roles) {
            var names = facts.putArray(option.getName());
            roles.stream().map(Object::toString).sorted().forEach(names::add);
        } else {
            facts.put(option.getName(), value.toString());
        }
    }

    private static ObjectNode extension(FieldDescriptor extension) {
        var facts = MAPPER.createObjectNode();
        facts.put("extends", extension.getContainingType().getFullName());
        facts.put("number", extension.getNumber());
        facts.put("type", typeOf(extension));
        putTarget(facts, extension);
        putTrue(facts, "repeated", extension.isRepeated());
        return facts;
    }

    private static ObjectNode message(Descriptor message) {
        var facts = MAPPER.createObjectNode();
        var fields = facts.putObject("fields");
        message.getFields().forEach(field -> fields.set(field.getName(), field(field)));
        for (var oneof : message.getRealOneofs()) {
            putOneofRules(facts, oneof);
        }
        var rules = message.getOptions();
        if (rules.hasExtension(ValidateProto.message)) {
            facts.set("rules", RuleFacts.of(rules.getExtension(ValidateProto.message)));
        }
        putTrue(facts, "deprecated", rules.getDeprecated());
        var declared = message.toProto();
        putReserved(
                facts,
                declared.getReservedRangeList().stream()
                        .map(range -> range(range.getStart(), range.getEnd() - 1))
                        .toList(),
                declared.getReservedNameList());
        return facts;
    }

    private static void putOneofRules(ObjectNode facts, OneofDescriptor oneof) {
        if (oneof.getOptions().hasExtension(ValidateProto.oneof)) {
            facts.withObjectProperty("oneof_rules")
                    .set(oneof.getName(), RuleFacts.of(oneof.getOptions().getExtension(ValidateProto.oneof)));
        }
    }

    private static ObjectNode field(FieldDescriptor field) {
        var facts = MAPPER.createObjectNode();
        facts.put("number", field.getNumber());
        facts.put("json", field.getJsonName());
        if (field.isMapField()) {
            var value = field.getMessageType().findFieldByNumber(2);
            facts.put("type", "map");
            facts.put("key", typeOf(field.getMessageType().findFieldByNumber(1)));
            facts.put("value", typeOf(value));
            putTarget(facts, value);
        } else {
            facts.put("type", typeOf(field));
            putTarget(facts, field);
            putTrue(facts, "repeated", field.isRepeated());
        }
        putTrue(facts, "optional", field.toProto().getProto3Optional());
        var oneof = field.getRealContainingOneof();
        if (oneof != null) {
            facts.put("oneof", oneof.getName());
        }
        putTrue(facts, "deprecated", field.getOptions().getDeprecated());
        if (field.getOptions().hasExtension(ValidateProto.field)) {
            facts.set("rules", RuleFacts.of(field.getOptions().getExtension(ValidateProto.field)));
        }
        return facts;
    }

    private static ObjectNode enumeration(EnumDescriptor type) {
        var facts = MAPPER.createObjectNode();
        var values = facts.putObject("values");
        var deprecated = MAPPER.createArrayNode();
        for (var value : type.getValues()) {
            values.put(value.getName(), value.getNumber());
            if (value.getOptions().getDeprecated()) {
                deprecated.add(value.getName());
            }
        }
        if (!deprecated.isEmpty()) {
            facts.set("deprecated", deprecated);
        }
        var declared = type.toProto();
        putReserved(
                facts,
                declared.getReservedRangeList().stream()
                        .map(range -> range(range.getStart(), range.getEnd()))
                        .toList(),
                declared.getReservedNameList());
        return facts;
    }

    private static void putReserved(ObjectNode facts, List<JsonNode> numbers, List<String> names) {
        if (!numbers.isEmpty()) {
            facts.set("reserved_numbers", array(numbers));
        }
        if (!names.isEmpty()) {
            var sorted = facts.putArray("reserved_names");
            names.stream().sorted().forEach(sorted::add);
        }
    }

    private static ArrayNode array(List<JsonNode> nodes) {
        return MAPPER.createArrayNode().addAll(nodes);
    }

    /// One number as a number, several as text: a range up to the maximum is too large to be written out.
    private static JsonNode range(int first, int last) {
        var nodes = MAPPER.getNodeFactory();
        return first == last ? nodes.numberNode(first) : nodes.textNode(first + "-" + last);
    }

    private static void putTarget(ObjectNode facts, FieldDescriptor field) {
        switch (field.getJavaType()) {
            case MESSAGE -> facts.put("of", field.getMessageType().getFullName());
            case ENUM -> facts.put("of", field.getEnumType().getFullName());
            default -> {}
        }
    }

    private static void putTrue(ObjectNode facts, String key, boolean value) {
        if (value) {
            facts.put(key, true);
        }
    }

    private static String typeOf(FieldDescriptor field) {
        return field.getType().name().toLowerCase(Locale.ROOT);
    }

    /// The name below the package: a nested type is `Outer.Inner`.
    private static String nameOf(GenericDescriptor type) {
        return type.getFullName().substring(type.getFile().getPackage().length() + 1);
    }

    /// A tree as the parser would have made it, so that numbers of different Java types compare by value.
    private static JsonNode normalized(JsonNode tree) {
        try {
            return MAPPER.readTree(MAPPER.writeValueAsBytes(tree));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
