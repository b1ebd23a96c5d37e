package io.bergwerk.connect;

import com.linecorp.armeria.common.RequestHeaders;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Reads a Connect request's own header fields as gRPC metadata. What belongs to the transport stays out, and so do
/// names that gRPC does not have: no handler can ask for them.
final class RequestMetadata {
    /// Clients send a handful of names over and over; any others are not worth keeping.
    private static final int MAX_KNOWN = 64;

    private static final Map<String, Metadata.Key<String>> KNOWN = new ConcurrentHashMap<>();

    private RequestMetadata() {}

    /// @throws io.grpc.StatusRuntimeException `INVALID_ARGUMENT` for a binary field that is not base64
    static Metadata of(RequestHeaders headers) {
        var metadata = new Metadata();
        headers.forEach((name, value) -> {
            var text = name.toString();
            if (isForHandlers(text)) {
                add(metadata, text, value);
            }
        });
        return metadata;
    }

    private static boolean isForHandlers(String name) {
        return isMetadataName(name) && !GrpcRequests.belongsToTransport(name) && !name.equals("content-type");
    }

    private static boolean isMetadataName(String name) {
        for (var i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) {
                return false;
            }
        }
        return !name.isEmpty() && !name.equals(Metadata.BINARY_HEADER_SUFFIX);
    }

    private static void add(Metadata metadata, String name, String value) {
        if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
            metadata.put(text(name), value);
            return;
        }
        var key = Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
        for (var item : value.split(",", -1)) {
            metadata.put(key, decode(name, item.strip()));
        }
    }

    private static Metadata.Key<String> text(String name) {
        var known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        var key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
        if (KNOWN.size() < MAX_KNOWN) {
            KNOWN.put(name, key);
        }
        return key;
    }

    private static byte[] decode(String name, String value) {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            throw Status.INVALID_ARGUMENT
                    .withDescription(
                            "%s: not base64 (expected: as for every field whose name ends in -bin)".formatted(name))
                    .withCause(e)
                    .asRuntimeException();
        }
    }
}
