package io.bergwerk.e2e.fuzz;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/// Small damage to bytes that were fine.
final class Mutations {
    private static final int MAX_CHANGES = 6;
    private static final int ENVELOPE_BYTES = 5;

    private final RandomGenerator random;

    Mutations(RandomGenerator random) {
        this.random = random;
    }

    byte[] noise(int maxLength) {
        var bytes = new byte[random.nextInt(maxLength + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /// One to six changes: a bit, a byte, a piece cut out, a piece twice, an end too early.
    byte[] of(ByteString original) {
        var bytes = original.toByteArray();
        for (var left = 1 + random.nextInt(MAX_CHANGES); left > 0 && bytes.length > 0; left--) {
            bytes = change(bytes);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes) {
        var at = random.nextInt(bytes.length);
        return switch (random.nextInt(5)) {
            case 0 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 1 -> {
                bytes[at] = (byte) random.nextInt(256);
                yield bytes;
            }
            case 2 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, end(bytes, at), bytes.length));
            case 3 -> joined(Arrays.copyOf(bytes, end(bytes, at)), Arrays.copyOfRange(bytes, at, bytes.length));
            default -> Arrays.copyOf(bytes, at);
        };
    }

    private int end(byte[] bytes, int from) {
        return from + random.nextInt(bytes.length - from + 1);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    static byte[] envelope(int flags, byte[] content) {
        return envelope(flags, content, content.length);
    }

    static byte[] envelope(int flags, byte[] content, int claimedLength) {
        return ByteBuffer.allocate(ENVELOPE_BYTES + content.length)
                .put((byte) flags)
                .putInt(claimedLength)
                .put(content)
                .array();
    }

    static byte[] gzip(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
