package io.bergwerk.connect;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The message types that an error's details can be shown as JSON in, for people who read errors in a terminal.
///
/// These are all types of the files that the services are declared in, and of all files those import.
final class DetailTypes {
    private final TypeRegistry types;
    private final JsonFormat.Printer printer;

    private DetailTypes(TypeRegistry types) {
        this.types = types;
        printer = JsonFormat.printer().omittingInsignificantWhitespace().usingTypeRegistry(types);
    }

    static DetailTypes of(Collection<ServiceDescriptor> services) {
        var files = new HashSet<FileDescriptor>();
        for (var service : services) {
            if (service.getSchemaDescriptor() instanceof ProtoFileDescriptorSupplier supplier) {
                addWithImports(supplier.getFileDescriptor(), files);
            }
        }
        var registry = TypeRegistry.newBuilder();
        files.forEach(file -> registry.add(file.getMessageTypes()));
        return new DetailTypes(registry.build());
    }

    /// The detail as JSON; empty if its type is not known here or its bytes are not of that type.
    Optional<String> describe(Any detail) {
        try {
            var type = types.getDescriptorForTypeUrl(detail.getTypeUrl());
            if (type == null) {
                return Optional.empty();
            }
            var message = DynamicMessage.parseFrom(type, detail.getValue(), ExtensionRegistry.getEmptyRegistry());
            return Optional.of(printer.print(message));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static void addWithImports(FileDescriptor file, Set<FileDescriptor> files) {
        if (files.add(file)) {
            file.getDependencies().forEach(imported -> addWithImports(imported, files));
        }
    }
}
