package io.bergwerk.connect;

import com.google.protobuf.Any;
import com.linecorp.armeria.common.HttpHeaders;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How a gRPC call ended, read from its HTTP headers and trailers: the status, and the handler's own metadata.
record Outcome(Status status, List<Any> details, List<Field> headers, List<Field> trailers) {

    /// One header field; names are lower case and may repeat.
    record Field(String name, String value) {}

    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of(GrpcStatusFields.DETAILS, Metadata.BINARY_BYTE_MARSHALLER);
    private static final Set<String> NOT_METADATA = Set.of(
            ":status",
            "content-type",
            "content-length",
            "date",
            "server",
            "grpc-encoding",
            "grpc-accept-encoding",
            GrpcStatusFields.STATUS,
            GrpcStatusFields.MESSAGE,
            GrpcStatusFields.DETAILS);

    /// How a call in process ended.
    static Outcome of(Status status, Metadata headers, Metadata trailers) {
        var details = trailers.get(DETAILS);
        return new Outcome(
                status,
                details == null ? List.of() : GrpcStatusFields.details(details),
                metadata(headers),
                metadata(trailers));
    }

    /// Reads an answer that has both blocks.
    static Outcome of(HttpHeaders headers, HttpHeaders trailers) {
        return new Outcome(status(trailers), details(trailers), metadata(headers), metadata(trailers));
    }

    /// Reads gRPC's short form, where a failure is in the headers and the handler's trailers stand among them. What
    /// the handler sent as headers is known from the call's scope, and is told apart from the trailers by that.
    static Outcome ofTrailersOnly(HttpHeaders block, Metadata sentHeaders) {
        var headers = metadata(sentHeaders);
        var trailers = new ArrayList<>(metadata(block));
        headers.forEach(trailers::remove);
        return new Outcome(status(block), details(block), headers, trailers);
    }

    static boolean isTrailersOnly(HttpHeaders headers) {
        return headers.contains(GrpcStatusFields.STATUS);
    }

    /// The trailers as a stream's last envelope lists them.
    Map<String, List<String>> trailersByName() {
        var byName = new LinkedHashMap<String, List<String>>();
        for (var field : trailers) {
            byName.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(field.value());
        }
        return byName;
    }

    private static Status status(HttpHeaders block) {
        return GrpcStatusFields.status(block.get(GrpcStatusFields.STATUS), block.get(GrpcStatusFields.MESSAGE));
    }

    private static List<Any> details(HttpHeaders block) {
        return GrpcStatusFields.details(block.get(GrpcStatusFields.DETAILS));
    }

    private static List<Field> metadata(HttpHeaders block) {
        var fields = new ArrayList<Field>();
        block.forEach((name, value) -> {
            if (!NOT_METADATA.contains(name.toString())) {
                fields.add(new Field(name.toString(), value));
            }
        });
        return fields;
    }

    /// A handler's own metadata as header fields.
    static List<Field> metadata(Metadata metadata) {
        if (metadata.keys().isEmpty()) {
            return List.of();
        }
        var fields = new ArrayList<Field>();
        for (var name : metadata.keys()) {
            if (!NOT_METADATA.contains(name)) {
                MetadataValues.of(metadata, name).forEach(value -> fields.add(new Field(name, value)));
            }
        }
        return fields;
    }
}
