package io.bergwerk.e2e;

import build.buf.validate.FieldRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;

/// Requests that keep every rule of their proto, with every field set.
///
/// @param project a project that the caller may use
/// @param login the caller's own
record ValidMessages(String project, String login) {
    private static final int MAX_DEPTH = 6;

    DynamicMessage of(MethodDescriptor method) {
        return message(method.getInputType(), 0);
    }

    static FieldRules rules(FieldDescriptor field) {
        return field.getOptions().getExtension(ValidateProto.field);
    }

    private DynamicMessage message(Descriptor type, int depth) {
        var message = DynamicMessage.newBuilder(type);
        for (var field : type.getFields()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == MAX_DEPTH) {
                continue;
            }
            if (field.isMapField()) {
                message.addRepeatedField(field, entry(field));
            } else if (field.isRepeated()) {
                message.addRepeatedField(
                        field, value(field, rules(field).getRepeated().getItems(), depth));
            } else {
                message.setField(field, value(field, rules(field), depth));
            }
        }
        return message.build();
    }

    private Message entry(FieldDescriptor map) {
        var entry = DynamicMessage.newBuilder(map.getMessageType());
        var key = map.getMessageType().findFieldByName("key");
        var value = map.getMessageType().findFieldByName("value");
        entry.setField(key, key.getJavaType() == FieldDescriptor.JavaType.STRING ? mapKey(map) : 1);
        entry.setField(value, value(value, rules(map).getMap().getValues(), MAX_DEPTH));
        return entry.build();
    }

    private String mapKey(FieldDescriptor map) {
        return map.getName().startsWith("tenant") ? login : project;
    }

    private Object value(FieldDescriptor field, FieldRules rules, int depth) {
        return switch (field.getJavaType()) {
            case STRING -> text(field, rules);
            case INT -> 1;
            case LONG -> 1L;
            case FLOAT -> 1f;
            case DOUBLE -> 1d;
            case BOOLEAN -> true;
            case BYTE_STRING -> ByteString.copyFromUtf8("bytes");
            case ENUM -> field.getEnumType().getValues().getLast();
            case MESSAGE -> isDuration(field) ? duration(field, rules) : message(field.getMessageType(), depth + 1);
        };
    }

    static boolean isDuration(FieldDescriptor field) {
        return field.getMessageType().getFullName().equals("google.protobuf.Duration");
    }

    private static Message duration(FieldDescriptor field, FieldRules rules) {
        var seconds =
                rules.getDuration().hasGte() ? rules.getDuration().getGte().getSeconds() : 3600;
        return duration(field, seconds);
    }

    static Message duration(FieldDescriptor field, long seconds) {
        var type = field.getMessageType();
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("seconds"), seconds)
                .build();
    }

    private String text(FieldDescriptor field, FieldRules rules) {
        var string = rules.getString();
        if (field.getName().equals("login") || field.getName().equals("subject")) {
            return login;
        }
        if (string.getUuid() || field.getName().equals("project")) {
            return project;
        }
        if (string.getEmail()) {
            return "miner@example.org";
        }
        if (string.getIp()) {
            return "192.0.2.1";
        }
        if (string.getUri()) {
            return "https://example.org/a.png";
        }
        if (string.hasPattern()) {
            return "1.36.3";
        }
        return "a".repeat((int) Math.max(4, string.hasLen() ? string.getLen() : string.getMinLen()));
    }
}
