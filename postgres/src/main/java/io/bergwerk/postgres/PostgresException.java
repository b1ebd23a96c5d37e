package io.bergwerk.postgres;

import org.jspecify.annotations.Nullable;

/// PostgreSQL could not be made ready; the message says what is in the way and what a person can do about it.
public final class PostgresException extends RuntimeException {
    PostgresException(String message) {
        this(message, null);
    }

    PostgresException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
