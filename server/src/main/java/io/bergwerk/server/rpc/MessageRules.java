package io.bergwerk.server.rpc;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.Violation;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPath;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.FieldViolation;
import io.bergwerk.common.Texts;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks messages against the rules that stand in the protos.
public final class MessageRules {
    /// A message that breaks more rules than this is told about the first ones.
    private static final int MAX_VIOLATIONS = 20;

    private static final Set<String> SECRET_FIELDS = Set.of("secret", "password");

    private final Validator validator;

    /// Takes about half a second: build it beside other things.
    public MessageRules() {
        this.validator = ValidatorFactory.newBuilder().build();
    }

    /// @throws ApiException `INVALID_ARGUMENT` naming every field that breaks a rule, or one that no store can keep
    public void check(Message message) {
        try {
            var result = validator.validate(message);
            if (!result.isSuccess()) {
                throw ApiException.invalid(result.getViolations().stream()
                        .limit(MAX_VIOLATIONS)
                        .map(MessageRules::violation)
                        .toList());
            }
        } catch (ValidationException e) {
            throw new IllegalStateException(
                    "rules of " + message.getDescriptorForType().getFullName(), e);
        }
        requireKept("", message);
    }

    /// What cannot be kept cannot be looked for either.
    private static void requireKept(String prefix, Message message) {
        message.getAllFields().forEach((field, value) -> {
            var name = prefix + field.getName();
            if (value instanceof List<?> elements) {
                for (int i = 0; i < elements.size(); i++) {
                    requireKeptIn(name + "[" + i + "]", elements.get(i));
                }
            } else {
                requireKeptIn(name, value);
            }
        });
    }

    private static void requireKeptIn(String name, Object value) {
        if (value instanceof Message inner) {
            requireKept(name + ".", inner);
        } else if (value instanceof String text && !Texts.canBeKept(text)) {
            throw ApiException.invalid(List.of(
                    new FieldViolation(name, "must be text without NUL and without half characters", "string.kept")));
        }
    }

    private static FieldViolation violation(Violation violation) {
        var proto = violation.toProto();
        var field = path(proto.getField());
        return new FieldViolation(field, proto.getMessage() + given(field, violation), proto.getRuleId());
    }

    private static String given(String field, Violation violation) {
        var value = violation.getFieldValue();
        if (value == null || SECRET_FIELDS.contains(field)) {
            return "";
        }
        var given = value.getValue();
        if (given instanceof Message || given instanceof Iterable<?> || given instanceof ByteString) {
            return "";
        }
        return ", given " + Texts.shown(given);
    }

    private static String path(FieldPath path) {
        return path.getElementsList().stream()
                .map(element -> switch (element.getSubscriptCase()) {
                    case INDEX -> element.getFieldName() + "[" + element.getIndex() + "]";
                    case STRING_KEY -> element.getFieldName() + "[\"" + element.getStringKey() + "\"]";
                    case BOOL_KEY -> element.getFieldName() + "[" + element.getBoolKey() + "]";
                    case INT_KEY -> element.getFieldName() + "[" + element.getIntKey() + "]";
                    case UINT_KEY -> element.getFieldName() + "[" + element.getUintKey() + "]";
                    case SUBSCRIPT_NOT_SET -> element.getFieldName();
                })
                .collect(Collectors.joining("."));
    }
}
