package io.bergwerk.common;

import java.util.UUID;

/// Where new ids come from; passed in, so that a test owns them.
public interface IdSource {
    /// A time-ordered id (UUID version 7, RFC 9562) for everything but projects.
    UUID next();

    /// A random id (UUID version 4) for projects, whose first digits must not follow the clock.
    UUID nextRandom();
}
