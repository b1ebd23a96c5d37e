package io.bergwerk.connect.conformance;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// JSON for messages that have no generated class, and of the suite's types within them.
final class DescriptorJson implements GrpcJsonMarshaller {
    private final JsonFormat.Printer printer;
    private final JsonFormat.Parser parser;

    DescriptorJson(TypeRegistry types) {
        printer = JsonFormat.printer().omittingInsignificantWhitespace().usingTypeRegistry(types);
        parser = JsonFormat.parser().ignoringUnknownFields().usingTypeRegistry(types);
    }

    @Override
    public <T> void serializeMessage(Marshaller<T> marshaller, T message, OutputStream out) throws IOException {
        out.write(printer.print((Message) message).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    @SuppressWarnings("unchecked") // the builder is the prototype's own
    public <T> T deserializeMessage(Marshaller<T> marshaller, InputStream in) throws IOException {
        var prototype = (Message) requireNonNull(((PrototypeMarshaller<T>) marshaller).getMessagePrototype());
        var builder = prototype.newBuilderForType();
        parser.merge(new InputStreamReader(in, StandardCharsets.UTF_8), builder);
        return (T) builder.build();
    }
}
