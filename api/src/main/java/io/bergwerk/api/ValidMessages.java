package io.bergwerk.api;

import build.buf.validate.FieldRules;
import build.buf.validate.StringRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Requests that keep every rule of their proto, with every field set.
///
/// @param project a project that the caller may use
/// @param login the caller's own
public record ValidMessages(String project, String login) {
    private static final Set<String> LOGINS = Set.of("login", "subject", "member_id");
    private static final int MAX_DEPTH = 6;

    /// Where a field's name is no value that makes sense.
    private static final Map<String, String> BY_NAME =
            Map.of("methods", "/api.v1.TenantService/Get", "timezone", "UTC");

    private static final Timestamp NEW_YEAR_2026 =
            Timestamp.newBuilder().setSeconds(1_767_225_600).build();

    public DynamicMessage of(MethodDescriptor method) {
        return message(method.getInputType(), 0);
    }

    public static FieldRules rules(FieldDescriptor field) {
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
            case ENUM -> meaningful(field.getEnumType());
            case MESSAGE -> isDuration(field) ? duration(field, rules) : nested(field.getMessageType(), depth);
        };
    }

    private Message nested(Descriptor type, int depth) {
        return type.getFullName().equals(Timestamp.getDescriptor().getFullName())
                ? NEW_YEAR_2026
                : message(type, depth + 1);
    }

    public static boolean isDuration(FieldDescriptor field) {
        return field.getMessageType().getFullName().equals("google.protobuf.Duration");
    }

    private static Message duration(FieldDescriptor field, FieldRules rules) {
        var seconds =
                rules.getDuration().hasGte() ? rules.getDuration().getGte().getSeconds() : 3600;
        return duration(field, seconds);
    }

    public static Message duration(FieldDescriptor field, long seconds) {
        var type = field.getMessageType();
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("seconds"), seconds)
                .build();
    }

    private String text(FieldDescriptor field, FieldRules rules) {
        var string = rules.getString();
        if (LOGINS.contains(field.getName())) {
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
            return matching(string.getPattern());
        }
        return fitted(BY_NAME.getOrDefault(field.getName(), field.getName()), string);
    }

    private static String matching(String pattern) {
        var found = Pattern.compile(pattern);
        return Stream.of("1.36.3", "pk_example")
                .filter(text -> found.matcher(text).find())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no example that matches " + pattern));
    }

    /// As long as the rules want it.
    private static String fitted(String name, StringRules rules) {
        var text = name.replace('_', '-');
        var least = (int) (rules.hasLen() ? rules.getLen() : rules.getMinLen());
        var most = rules.hasLen() ? rules.getLen() : rules.hasMaxLen() ? rules.getMaxLen() : text.length();
        var repeated = text.repeat(Math.ceilDiv(Math.max(least, 1), text.length()));
        return repeated.substring(0, Math.clamp(most, least, repeated.length()));
    }

    /// The first one after the one that stands for none.
    private static EnumValueDescriptor meaningful(EnumDescriptor type) {
        return type.getValues().get(Math.min(1, type.getValues().size() - 1));
    }
}
