package io.bergwerk.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One call of ClusterService.WatchStatus, read message by message.
final class StatusStream implements AutoCloseable {
    private static final int LONGEST_MESSAGE_BYTES = 1 << 20;

    private final DataInputStream body;

    private StatusStream(DataInputStream body) {
        this.body = body;
    }

    static StatusStream open(HttpClient http, Installation installation) throws IOException, InterruptedException {
        return new StatusStream(new DataInputStream(
                http.send(request(installation), BodyHandlers.ofInputStream()).body()));
    }

    private static HttpRequest request(Installation installation) throws IOException {
        var calls = installation.calls();
        var message = "{\"project\": \"%s\"}".formatted(installation.project()).getBytes(StandardCharsets.UTF_8);
        var body = new ByteArrayOutputStream();
        var envelope = new DataOutputStream(body);
        envelope.writeByte(0);
        envelope.writeInt(message.length);
        envelope.write(message);
        return HttpRequest.newBuilder(calls.url().resolve("/api.v1.ClusterService/WatchStatus"))
                .header("content-type", "application/connect+json")
                .header("authorization", "Bearer " + calls.token())
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
    }

    /// Blocks for the next message, as it came.
    ///
    /// @throws IOException if the stream has ended
    byte[] next() throws IOException {
        var flags = body.readUnsignedByte();
        var length = body.readInt();
        if (length < 0 || length > LONGEST_MESSAGE_BYTES) {
            throw new IOException("message of %d bytes".formatted(length));
        }
        var bytes = body.readNBytes(length);
        if (flags != 0) {
            throw new EOFException(new String(bytes, StandardCharsets.UTF_8));
        }
        return bytes;
    }

    /// Blocks until a cluster is said to have come so far, without asking again and again, which would be measured too.
    ///
    /// @throws IOException if the stream ended before, or the limit is over, at which it is closed
    void await(String cluster, String condition, Duration limit) throws IOException {
        var end = CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS);
        var closing = CompletableFuture.runAsync(this::closeQuietly, end);
        try {
            while (!tells(next(), cluster, condition)) {
                // the next one may
            }
        } finally {
            closing.cancel(false);
        }
    }

    private static boolean tells(byte[] message, String cluster, String condition) throws IOException {
        var status = status(message);
        return status.path("uuid").asText().equals(cluster)
                && status.path(condition).asText().equals("True");
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException _) {
            // whoever reads is told
        }
    }

    /// The status that a message tells of.
    static JsonNode status(byte[] message) throws IOException {
        return Calls.JSON.readTree(message).path("status");
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
