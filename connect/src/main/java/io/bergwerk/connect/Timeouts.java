package io.bergwerk.connect;

import io.grpc.Status;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// Reads the timeouts that clients send with a call.
final class Timeouts {
    private static final Pattern CONNECT = Pattern.compile("[0-9]{1,10}");
    private static final Pattern GRPC = Pattern.compile("[0-9]{1,8}[HMSmun]");

    private Timeouts() {}

    /// `Connect-Timeout-Ms`: 1 to 10 digits.
    ///
    /// @throws io.grpc.StatusRuntimeException `INVALID_ARGUMENT` for anything else
    static Duration connect(String value) {
        if (!CONNECT.matcher(value).matches()) {
            throw malformed("connect-timeout-ms", value, "1 to 10 digits, in milliseconds");
        }
        return Duration.ofMillis(Long.parseLong(value));
    }

    /// `grpc-timeout`: 1 to 8 digits and a unit.
    ///
    /// @throws io.grpc.StatusRuntimeException `INVALID_ARGUMENT` for anything else
    static Duration grpc(String value) {
        if (!GRPC.matcher(value).matches()) {
            throw malformed("grpc-timeout", value, "1 to 8 digits and one of H, M, S, m, u, n");
        }
        var amount = Long.parseLong(value.substring(0, value.length() - 1));
        return Duration.of(amount, unit(value.charAt(value.length() - 1)));
    }

    private static ChronoUnit unit(char letter) {
        return switch (letter) {
            case 'H' -> ChronoUnit.HOURS;
            case 'M' -> ChronoUnit.MINUTES;
            case 'S' -> ChronoUnit.SECONDS;
            case 'm' -> ChronoUnit.MILLIS;
            case 'u' -> ChronoUnit.MICROS;
            case 'n' -> ChronoUnit.NANOS;
            default -> throw new IllegalStateException("unit: " + letter);
        };
    }

    private static RuntimeException malformed(String header, String value, String expected) {
        return Status.INVALID_ARGUMENT
                .withDescription("%s: %s (expected: %s)".formatted(header, value, expected))
                .asRuntimeException();
    }
}
