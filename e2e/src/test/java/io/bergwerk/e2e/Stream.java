package io.bergwerk.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One server stream over Connect, read in the background: its messages so far, and its end if it came.
final class Stream implements AutoCloseable {
    private static final int END = 0x02;
    private static final int ENVELOPE_BYTES = 5;
    private static final int MAX_MESSAGES = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// @param body of a JSON stream; missing in a binary one
    record Message(Instant at, JsonNode body) {}

    private final HttpResponse<InputStream> response;
    private final List<Message> messages = new ArrayList<>();
    private @Nullable JsonNode end;
    private @Nullable String cut;

    private Stream(HttpResponse<InputStream> response) {
        this.response = response;
    }

    static Stream json(Api api, String method, String request) {
        return open(api, method, "application/connect+json", request.getBytes(StandardCharsets.UTF_8));
    }

    static Stream open(Api api, String method, String contentType, byte[] request) {
        var envelope = ByteBuffer.allocate(ENVELOPE_BYTES + request.length)
                .put((byte) 0)
                .putInt(request.length)
                .put(request);
        var http = api.request(method)
                .timeout(LIMIT)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(envelope.array()))
                .build();
        var stream = new Stream(Api.exchange(http, BodyHandlers.ofInputStream()));
        Thread.ofVirtual().name("stream").start(stream::read);
        return stream;
    }

    private void read() {
        try (var in = new DataInputStream(response.body())) {
            while (true) {
                var flags = in.readByte();
                var bytes = in.readNBytes(in.readInt());
                take(flags, Api.json(new String(bytes, StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            cut(e.toString());
        }
    }

    private synchronized void take(int flags, JsonNode body) {
        if ((flags & END) != 0) {
            end = body;
        } else if (messages.size() < MAX_MESSAGES) {
            messages.add(new Message(Instant.now(), body));
        }
    }

    private synchronized void cut(String why) {
        if (end == null) {
            cut = why;
        }
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /// The end-of-stream envelope's content.
    ///
    /// @throws AssertionError if the stream is cut without one
    JsonNode awaitEnd() {
        return Await.until("the end of a stream", LIMIT, this::ended);
    }

    private synchronized Optional<JsonNode> ended() {
        if (cut != null) {
            throw new AssertionError("the stream was cut: " + cut + " after " + messages);
        }
        return Optional.ofNullable(end);
    }

    synchronized boolean isOpen() {
        return end == null && cut == null;
    }

    /// The first message that the test holds for, among those that came and will come.
    Message await(String what, Duration limit, Predicate<JsonNode> test) {
        return Await.until(
                what,
                limit,
                () -> messages().stream()
                        .filter(message -> test.test(message.body()))
                        .findFirst());
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            // it is over either way
        }
    }
}
