package io.bergwerk.engine.local.workers.pods;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/// How a pod wants to be simulated: its annotations `sim.bergwerk.dev/...`.
///
/// Durations are written as in Kubernetes (`1m30s`, `500ms`); a value that is none counts as absent.
///
/// @param startup time until the first container starts
/// @param runFor containers end after this time
/// @param exitCode with which they end
/// @param crashEvery containers crash again and again after this time
/// @param imageError images cannot be pulled
/// @param readyAfter time from start to ready
/// @param log what the containers write, line by line
public record Knobs(
        Duration startup,
        Optional<Duration> runFor,
        Optional<Integer> exitCode,
        Optional<Duration> crashEvery,
        boolean imageError,
        Optional<Duration> readyAfter,
        Optional<String> log) {
    public static final Knobs NONE = new Knobs(
            Duration.ZERO,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty());

    private static final String PREFIX = "sim.bergwerk.dev/";
    private static final int LOG_LENGTH_MAX = 64 * 1024;

    static Knobs of(JsonNode annotations) {
        if (!annotations.isObject()) {
            return NONE;
        }
        var knobs = new Knobs(
                duration(annotations, "startup").orElse(Duration.ZERO),
                duration(annotations, "run-for"),
                exitCode(annotations),
                duration(annotations, "crash-every"),
                annotations.path(PREFIX + "image-error").asBoolean(false),
                duration(annotations, "ready-after"),
                text(annotations, "log").filter(log -> log.length() <= LOG_LENGTH_MAX));
        return knobs.equals(NONE) ? NONE : knobs;
    }

    private static Optional<String> text(JsonNode annotations, String name) {
        return Optional.ofNullable(annotations.path(PREFIX + name).textValue());
    }

    private static Optional<Integer> exitCode(JsonNode annotations) {
        return text(annotations, "exit-code")
                .filter(text -> text.matches("\\d{1,3}"))
                .map(Integer::parseInt)
                .filter(code -> code <= 255);
    }

    private static Optional<Duration> duration(JsonNode annotations, String name) {
        return text(annotations, name).flatMap(Knobs::duration);
    }

    /// Hours, minutes, seconds and milliseconds as Go writes them, or a bare number of seconds.
    static Optional<Duration> duration(String text) {
        var millis = text.endsWith("ms");
        try {
            if (millis) {
                return Optional.of(Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2))));
            }
            if (text.matches("\\d{1,9}(\\.\\d{1,3})?")) {
                return Optional.of(Duration.ofMillis((long) (Double.parseDouble(text) * 1000)));
            }
            var duration = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            return duration.isNegative() ? Optional.empty() : Optional.of(duration);
        } catch (NumberFormatException | DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
