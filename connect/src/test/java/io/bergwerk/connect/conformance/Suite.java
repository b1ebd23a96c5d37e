package io.bergwerk.connect.conformance;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Any;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TypeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The suite's own types, read from its proto files.
final class Suite {
    /// What the suite's files import, and protobuf's jar holds.
    private static final List<String> WELL_KNOWN = List.of("any.proto", "empty.proto", "struct.proto");

    private static final String PACKAGE = "connectrpc.conformance.v1.";

    private final Map<String, Descriptor> messages = new HashMap<>();
    private final ServiceDescriptor service;

    private Suite(List<FileDescriptor> files) {
        for (var file : files) {
            file.getMessageTypes().forEach(type -> messages.put(type.getFullName(), type));
        }
        service = files.stream()
                .flatMap(file -> file.getServices().stream())
                .filter(candidate -> candidate.getName().equals("ConformanceService"))
                .findFirst()
                .orElseThrow();
    }

    /// Compiles the suite's proto files.
    ///
    /// @param scratch an empty directory
    static Suite load(Path protos, Path protoc, Path scratch) throws IOException, InterruptedException {
        var wellKnown = Files.createDirectories(scratch.resolve("google/protobuf"));
        for (var name : WELL_KNOWN) {
            try (var source = requireNonNull(Any.class.getResourceAsStream("/google/protobuf/" + name))) {
                Files.copy(source, wellKnown.resolve(name));
            }
        }
        var out = scratch.resolve("suite.pb");
        var command = new ArrayList<>(List.of(protoc.toString(), "-I" + protos, "-I" + scratch, "--include_imports"));
        command.add("--descriptor_set_out=" + out);
        try (var files = Files.list(protos.resolve("connectrpc/conformance/v1"))) {
            files.map(Path::toString).filter(file -> file.endsWith(".proto")).forEach(command::add);
        }
        Commands.run(command, Map.of());
        return new Suite(build(FileDescriptorSet.parseFrom(Files.readAllBytes(out))));
    }

    ServiceDescriptor service() {
        return service;
    }

    DynamicMessage.Builder message(String name) {
        return DynamicMessage.newBuilder(type(name));
    }

    Descriptor type(String name) {
        var type = messages.get(PACKAGE + name);
        if (type == null) {
            throw new IllegalArgumentException("message: %s (expected: one of %s)".formatted(name, messages.keySet()));
        }
        return type;
    }

    TypeRegistry registry() {
        return TypeRegistry.newBuilder().add(messages.values()).build();
    }

    /// The compiler lists imports before what imports them.
    private static List<FileDescriptor> build(FileDescriptorSet set) {
        var built = new HashMap<String, FileDescriptor>();
        for (var file : set.getFileList()) {
            built.put(file.getName(), build(file, built));
        }
        return List.copyOf(built.values());
    }

    private static FileDescriptor build(FileDescriptorProto file, Map<String, FileDescriptor> built) {
        var imports = file.getDependencyList().stream().map(built::get).toArray(FileDescriptor[]::new);
        try {
            return FileDescriptor.buildFrom(file, imports);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }
}
