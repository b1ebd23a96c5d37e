package io.bergwerk.server.work;

import java.time.Duration;

/// What a pass found, and so when the next one is due.
public sealed interface Outcome {
    /// Reality is as asked for; the next pass comes with a wake-up or a sweep.
    record Settled() implements Outcome {}

    /// Something takes its time; look again after the delay, or at the next wake-up.
    ///
    /// @param reason what is waited for, in words a user understands; cut at 500 characters
    /// @param delay above 0, at most [#MAX_DELAY]
    record Waiting(String reason, Duration delay) implements Outcome {
        /// Longer than any day of a time zone, so that something daily can wait for its next time.
        public static final Duration MAX_DELAY = Duration.ofDays(2);

        public Waiting {
            if (!delay.isPositive() || delay.compareTo(MAX_DELAY) > 0) {
                throw new IllegalArgumentException(
                        "delay: " + delay + " (expected: above 0, at most " + MAX_DELAY + ")");
            }
        }
    }

    /// The pass did not get through; try again after a pause that grows with every failure in a row.
    record Failed(Throwable cause) implements Outcome {}

    static Outcome settled() {
        return new Settled();
    }

    static Outcome waiting(String reason, Duration delay) {
        return new Waiting(reason, delay);
    }

    static Outcome failed(Throwable cause) {
        return new Failed(cause);
    }
}
