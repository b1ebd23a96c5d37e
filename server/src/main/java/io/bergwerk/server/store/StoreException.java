package io.bergwerk.server.store;

import org.jspecify.annotations.Nullable;

/// The database can't be used at all; the message tells an operator what to do. It stops the start.
public final class StoreException extends RuntimeException {
    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
