package io.bergwerk.connect;

import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Whole messages in and out of gzip.
final class Gzip {
    private static final int BUFFER_BYTES = 8192;

    private Gzip() {}

    static byte[] deflate(byte[] plain) {
        var out = new ByteArrayOutputStream(Math.max(64, plain.length / 2));
        try (var gzip = new GZIPOutputStream(out, BUFFER_BYTES)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// Unpacks, and stops as soon as more than `maxBytes` have come out: a small bomb costs no more than a big message.
    ///
    /// @throws io.grpc.StatusRuntimeException `RESOURCE_EXHAUSTED` above the limit,
    ///     `INVALID_ARGUMENT` if it is no gzip
    static byte[] inflate(byte[] packed, int maxBytes) {
        if (packed.length == 0) {
            return packed; // some clients flag an empty message as compressed and send nothing
        }
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed), BUFFER_BYTES)) {
            var plain = gzip.readNBytes(maxBytes);
            if (plain.length == maxBytes && gzip.read() != -1) {
                throw Limits.messageTooLarge(maxBytes);
            }
            return plain;
        } catch (IOException e) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("message: not valid gzip")
                    .withCause(e)
                    .asRuntimeException();
        }
    }
}
