package io.bergwerk.connect;

import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Reads gRPC metadata as the text that goes into header fields.
final class MetadataValues {
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    private MetadataValues() {}

    /// All values of one name, in order; binary ones in base64 without padding.
    static List<String> of(Metadata metadata, String name) {
        var values = new ArrayList<String>();
        if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            var all = metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
            if (all != null) {
                all.forEach(value -> values.add(BASE64.encodeToString(value)));
            }
            return values;
        }
        var all = metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        if (all != null) {
            all.forEach(values::add);
        }
        return values;
    }
}
