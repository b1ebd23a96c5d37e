package io.bergwerk.api;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The comments of the protos, which generated code has no trace of.
public final class ProtoComments {
    private final Map<String, Map<List<Integer>, String>> byFile;

    private ProtoComments(Map<String, Map<List<Integer>, String>> byFile) {
        this.byFile = byFile;
    }

    /// Those of our own files, as they were when this module was built.
    public static ProtoComments read() {
        try (var in = ProtoComments.class.getResourceAsStream("contract.binpb")) {
            var files = FileDescriptorSet.parseFrom(Objects.requireNonNull(in, "contract.binpb"));
            var byFile = new HashMap<String, Map<List<Integer>, String>>();
            files.getFileList().forEach(file -> byFile.put(file.getName(), comments(file)));
            return new ProtoComments(byFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<List<Integer>, String> comments(FileDescriptorProto file) {
        var comments = new HashMap<List<Integer>, String>();
        for (var location : file.getSourceCodeInfo().getLocationList()) {
            var text = text(location);
            if (!text.isEmpty()) {
                comments.put(List.copyOf(location.getPathList()), text);
            }
        }
        return comments;
    }

    private static String text(Location location) {
        var comment = location.hasLeadingComments() ? location.getLeadingComments() : location.getTrailingComments();
        return comment.replaceAll("(?m)^ ", "").strip();
    }

    /// What stands above it in its file, without the slashes; empty where nothing does, and for files of others.
    public String of(GenericDescriptor described) {
        return byFile.getOrDefault(described.getFile().getName(), Map.of()).getOrDefault(path(described), "");
    }

    private static List<Integer> path(GenericDescriptor described) {
        return switch (described) {
            case ServiceDescriptor service -> List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex());
            case MethodDescriptor method ->
                inside(method.getService(), ServiceDescriptorProto.METHOD_FIELD_NUMBER, method.getIndex());
            case FieldDescriptor field ->
                inside(field.getContainingType(), DescriptorProto.FIELD_FIELD_NUMBER, field.getIndex());
            case EnumValueDescriptor value ->
                inside(value.getType(), EnumDescriptorProto.VALUE_FIELD_NUMBER, value.getIndex());
            case Descriptor message
            when message.getContainingType() != null ->
                inside(message.getContainingType(), DescriptorProto.NESTED_TYPE_FIELD_NUMBER, message.getIndex());
            case Descriptor message -> List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, message.getIndex());
            case EnumDescriptor type
            when type.getContainingType() != null ->
                inside(type.getContainingType(), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex());
            case EnumDescriptor type -> List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex());
            case FileDescriptor _ -> List.of(FileDescriptorProto.SYNTAX_FIELD_NUMBER);
            default -> throw new IllegalArgumentException("no comments of " + described.getFullName());
        };
    }

    private static List<Integer> inside(GenericDescriptor outer, int kind, int index) {
        return Stream.concat(path(outer).stream(), Stream.of(kind, index)).toList();
    }
}
