package io.bergwerk.server.work;

import java.time.Duration;

/// What the queue counts. All methods are called often and from many threads; none may block.
public interface WorkMetrics {
    /// Counts nothing.
    WorkMetrics NONE = new WorkMetrics() {};

    /// @param waited from being due to the start of the pass
    default void passStarted(String kind, Duration waited) {}

    /// @param outcome `settled`, `waiting` or `failed`
    default void passEnded(String kind, String outcome, Duration took) {}

    /// A pass was interrupted, or its result ignored, because another server may hold the object by now.
    default void leaseLost(String kind) {}

    /// Objects whose server fell silent and that are free again.
    default void takenOver(String kind, int objects) {}

    /// Objects a sweep found that nothing else would have looked at.
    default void swept(String kind, int objects) {}
}
