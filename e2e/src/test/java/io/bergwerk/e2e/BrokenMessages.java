package io.bergwerk.e2e;

import build.buf.validate.FieldRules;
import build.buf.validate.StringRules;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.bergwerk.api.ValidMessages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// For each rule of a method's request, the otherwise valid request that breaks it.
final class BrokenMessages {
    private static final int OUTSIDE_OF_ENUM = 99;

    /// @param field its path, as errors name it: `workers[0].minsize`
    /// @param given how the value shows in text; empty if it is too long or no text
    record Broken(MethodDescriptor method, String field, String rule, String given, Message request) {
        @Override
        public String toString() {
            return "%s %s: %s".formatted(BuiltMethods.path(method), field, rule);
        }
    }

    private final MethodDescriptor method;
    private final List<Broken> found = new ArrayList<>();

    private BrokenMessages(MethodDescriptor method) {
        this.method = method;
    }

    static List<Broken> of(MethodDescriptor method, ValidMessages valid) {
        var all = new BrokenMessages(method);
        all.walk("", valid.of(method), whole -> whole);
        return all.found;
    }

    /// @param around puts a changed message back into the request that it is part of
    private void walk(String prefix, Message message, UnaryOperator<Message> around) {
        for (var field : message.getDescriptorForType().getFields()) {
            var path = prefix + field.getName();
            var rules = ValidMessages.rules(field);
            if (field.isMapField()) {
                breakMap(path, field, rules, message, around);
            } else if (field.isRepeated()) {
                if (message.getRepeatedFieldCount(field) > 0) {
                    UnaryOperator<Object> put = value -> around.apply(message.toBuilder()
                            .setRepeatedField(field, 0, value)
                            .build());
                    one(path + "[0]", field, rules.getRepeated().getItems(), message.getRepeatedField(field, 0), put);
                }
            } else {
                UnaryOperator<Object> put = value ->
                        around.apply(message.toBuilder().setField(field, value).build());
                one(path, field, rules, message.getField(field), put);
            }
        }
    }

    private void one(String path, FieldDescriptor field, FieldRules rules, Object value, UnaryOperator<Object> put) {
        violations(field, rules).forEach((rule, bad) -> add(path, rule, bad, (Message) put.apply(bad)));
        if (value instanceof Message nested && !ValidMessages.isDuration(field)) {
            walk(path + ".", nested, changed -> (Message) put.apply(changed));
        }
    }

    private void breakMap(
            String path, FieldDescriptor field, FieldRules rules, Message message, UnaryOperator<Message> around) {
        var entry = (Message) message.getRepeatedField(field, 0);
        var key = entry.getDescriptorForType().findFieldByName("key");
        var value = entry.getDescriptorForType().findFieldByName("value");
        violations(key, rules.getMap().getKeys())
                .forEach((rule, bad) -> add(
                        path,
                        "key " + rule,
                        "",
                        around.apply(withEntry(
                                message,
                                field,
                                entry.toBuilder().setField(key, bad).build()))));
        if (rules.getMap().getValues().getCelCount() > 0) {
            var bad = value.getEnumType().findValueByNumberCreatingIfUnknown(OUTSIDE_OF_ENUM);
            add(
                    path,
                    "value",
                    "",
                    around.apply(withEntry(
                            message,
                            field,
                            entry.toBuilder().setField(value, bad).build())));
        }
    }

    private static Message withEntry(Message message, FieldDescriptor field, Message entry) {
        return message.toBuilder().setRepeatedField(field, 0, entry).build();
    }

    private void add(String path, String rule, Object bad, Message request) {
        var text = bad instanceof String || bad instanceof Number ? bad.toString() : "";
        found.add(new Broken(method, path, rule, text.length() > 60 ? "" : text, request));
    }

    private static Map<String, Object> violations(FieldDescriptor field, FieldRules rules) {
        var bad = new LinkedHashMap<String, Object>();
        switch (rules.getTypeCase()) {
            case STRING -> text(rules.getString(), bad);
            case UINT32 -> {
                if (rules.getUint32().hasLte()) {
                    bad.put("lte", rules.getUint32().getLte() + 1);
                }
            }
            case INT32 -> {
                if (rules.getInt32().hasGte()) {
                    bad.put("gte", rules.getInt32().getGte() - 1);
                }
            }
            case UINT64 -> {
                if (rules.getUint64().hasLte()) {
                    bad.put("lte", rules.getUint64().getLte() + 1);
                }
            }
            case ENUM -> {
                if (rules.getEnum().getDefinedOnly()) {
                    bad.put("defined_only", field.getEnumType().findValueByNumberCreatingIfUnknown(OUTSIDE_OF_ENUM));
                }
            }
            case DURATION -> duration(field, rules, bad);
            case REPEATED, MAP, TYPE_NOT_SET -> {
                // theirs are the elements' rules
            }
            default ->
                throw new AssertionError(
                        "%s has a rule that is not broken yet: %s".formatted(field.getFullName(), rules));
        }
        return bad;
    }

    private static void duration(FieldDescriptor field, FieldRules rules, Map<String, Object> bad) {
        if (rules.getDuration().hasGte()) {
            bad.put(
                    "gte",
                    ValidMessages.duration(field, rules.getDuration().getGte().getSeconds() - 1));
        }
        if (rules.getDuration().hasLt()) {
            bad.put(
                    "lt",
                    ValidMessages.duration(field, rules.getDuration().getLt().getSeconds()));
        }
    }

    private static void text(StringRules rules, Map<String, Object> bad) {
        if (rules.getUuid()) {
            bad.put("uuid", "not-a-uuid");
        }
        if (rules.getEmail()) {
            bad.put("email", "not an address");
        }
        if (rules.getHostname()) {
            bad.put("hostname", "no_host");
        }
        if (rules.getUri()) {
            bad.put("uri", "no uri");
        }
        if (rules.hasPattern()) {
            bad.put("pattern", "x");
        }
        if (rules.hasMinLen()) {
            bad.put("min_len", "a".repeat((int) rules.getMinLen() - 1));
        }
        if (rules.hasMaxLen()) {
            bad.put("max_len", "a".repeat((int) rules.getMaxLen() + 1));
        }
        if (rules.hasMaxBytes()) {
            bad.put("max_bytes", "1.2.3" + "4".repeat((int) rules.getMaxBytes()));
        }
        if (rules.hasLen()) {
            bad.put("len", "a".repeat((int) rules.getLen() + 1));
        }
    }
}
