package io.bergwerk.server.audit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.bergwerk.api.v1.AuditTrace;
import io.bergwerk.common.Texts;
import java.util.List;
import java.util.Set;

/// Messages as traces show them: JSON without what could be used to get in, and without other traces, which would be
/// found again in the trace of everybody who read them.
final class Bodies {
    /// Names of fields that hold secrets, wherever they stand. A test names every other field that sounds like one.
    static final Set<String> SECRET =
            Set.of("secret", "kubeconfig", "password", "privatekey", "authkey", "card", "code");

    private static final String HIDDEN = "***";

    private final JsonFormat.Printer printer = JsonFormat.printer().omittingInsignificantWhitespace();
    private final int max;

    /// @param max characters of one body at most
    Bodies(int max) {
        this.max = max;
    }

    String of(Message message) {
        try {
            return Texts.cut(printer.print(withoutSecrets(message)), max);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("our own messages can be printed", e); // only Any can fail here
        }
    }

    private static Message withoutSecrets(Message message) {
        var builder = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (SECRET.contains(field.getName())) {
                hide(builder, field);
            } else if (isTrace(field)) {
                builder.clearField(field);
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
                goInto(builder, field, value);
            }
        });
        return builder.build();
    }

    private static boolean isTrace(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().equals(AuditTrace.getDescriptor());
    }

    private static void hide(Message.Builder builder, FieldDescriptor field) {
        builder.clearField(field);
        if (field.isRepeated()) {
            return;
        }
        if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
            builder.setField(field, HIDDEN);
        } else if (field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING) {
            builder.setField(field, ByteString.copyFromUtf8(HIDDEN));
        }
    }

    private static void goInto(Message.Builder builder, FieldDescriptor field, Object value) {
        if (!field.isRepeated()) {
            builder.setField(field, withoutSecrets((Message) value));
            return;
        }
        var elements = ((List<?>) value)
                .stream().map(element -> withoutSecrets((Message) element)).toList();
        builder.setField(field, elements);
    }
}
