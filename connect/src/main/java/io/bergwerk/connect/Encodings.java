package io.bergwerk.connect;

import io.grpc.Status;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names of content codings: `identity` and `gzip` are what we speak.
final class Encodings {
    static final String IDENTITY = "identity";
    static final String GZIP = "gzip";
    static final String SUPPORTED = "gzip,identity";

    private Encodings() {}

    /// Whether a request with this coding is gzipped; no coding is `identity`.
    ///
    /// @throws io.grpc.StatusRuntimeException `UNIMPLEMENTED` for a coding we do not speak, naming those we do
    static boolean requireGzipOrIdentity(@Nullable String encoding) {
        if (encoding == null || encoding.isEmpty() || encoding.equalsIgnoreCase(IDENTITY)) {
            return false;
        }
        if (encoding.equalsIgnoreCase(GZIP)) {
            return true;
        }
        throw Status.UNIMPLEMENTED
                .withDescription("unknown compression %s (supported: gzip, identity)".formatted(encoding))
                .asRuntimeException();
    }

    /// Whether an accept-encoding list takes gzip, by RFC 9110 12.5.3: a weight of 0 refuses, `*` is any coding.
    static boolean acceptsGzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        var any = false;
        for (var item : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            var parts = item.split(";", -1);
            var name = parts[0].strip();
            if (name.equals(GZIP)) {
                return weight(parts) > 0;
            }
            any |= name.equals("*") && weight(parts) > 0;
        }
        return any;
    }

    private static double weight(String[] parts) {
        for (var i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                return parseWeight(parameter.substring(2));
            }
        }
        return 1;
    }

    /// A weight that cannot be read refuses the coding: sending plainly is always right.
    private static double parseWeight(String text) {
        return text.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(text) : 0;
    }
}
