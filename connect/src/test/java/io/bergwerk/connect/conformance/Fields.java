package io.bergwerk.connect.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/// Reads fields of messages that have no generated class, by their names in the proto file.
final class Fields {
    private Fields() {}

    static boolean has(Message message, String field) {
        return message.hasField(descriptor(message, field));
    }

    static Message message(Message message, String field) {
        return (Message) message.getField(descriptor(message, field));
    }

    static ByteString bytes(Message message, String field) {
        return (ByteString) message.getField(descriptor(message, field));
    }

    static String text(Message message, String field) {
        return (String) message.getField(descriptor(message, field));
    }

    static int number(Message message, String field) {
        return (int) message.getField(descriptor(message, field));
    }

    static boolean flag(Message message, String field) {
        return (boolean) message.getField(descriptor(message, field));
    }

    /// The number of an enum's value.
    static int choice(Message message, String field) {
        return ((com.google.protobuf.Descriptors.EnumValueDescriptor) message.getField(descriptor(message, field)))
                .getNumber();
    }

    static List<Message> messages(Message message, String field) {
        return list(message, field).stream().map(Message.class::cast).toList();
    }

    static List<ByteString> chunks(Message message, String field) {
        return list(message, field).stream().map(ByteString.class::cast).toList();
    }

    static List<String> texts(Message message, String field) {
        return list(message, field).stream().map(String.class::cast).toList();
    }

    static FieldDescriptor descriptor(Message message, String field) {
        var descriptor = message.getDescriptorForType().findFieldByName(field);
        if (descriptor == null) {
            throw new IllegalArgumentException("field: %s (expected: one of %s)"
                    .formatted(field, message.getDescriptorForType().getFullName()));
        }
        return descriptor;
    }

    private static List<?> list(Message message, String field) {
        return (List<?>) message.getField(descriptor(message, field));
    }
}
