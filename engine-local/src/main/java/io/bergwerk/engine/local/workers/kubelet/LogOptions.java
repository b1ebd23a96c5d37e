package io.bergwerk.engine.local.workers.kubelet;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/// What of a log is asked for.
///
/// @param since leave out what is older
/// @param tail at most so many lines from the end; all if empty
/// @param limitBytes cut after so many bytes; no limit if empty
record LogOptions(
        boolean follow,
        boolean timestamps,
        boolean previous,
        Optional<Instant> since,
        Optional<Integer> tail,
        Optional<Long> limitBytes) {
    static LogOptions of(QueryStringDecoder uri, Instant now) {
        var since = value(uri, "sinceTime")
                .map(LogOptions::instant)
                .or(() -> number(uri, "sinceSeconds").map(now::minusSeconds));
        return new LogOptions(
                flag(uri, "follow"),
                flag(uri, "timestamps"),
                flag(uri, "previous"),
                since,
                number(uri, "tailLines").map(lines -> (int) Math.min(lines, Integer.MAX_VALUE)),
                number(uri, "limitBytes"));
    }

    private static Optional<String> value(QueryStringDecoder uri, String name) {
        return uri.parameters().getOrDefault(name, List.of()).stream().findFirst();
    }

    private static boolean flag(QueryStringDecoder uri, String name) {
        return value(uri, name)
                .filter(text -> text.equals("true") || text.equals("1"))
                .isPresent();
    }

    private static Optional<Long> number(QueryStringDecoder uri, String name) {
        return value(uri, name).map(text -> {
            if (!text.matches("\\d{1,15}")) {
                throw new RefusedException(400, "%s: \"%s\" (expected: a number)".formatted(name, text));
            }
            return Long.parseLong(text);
        });
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            throw new RefusedException(400, "sinceTime: \"%s\" (expected: a time as in RFC 3339)".formatted(text));
        }
    }
}
