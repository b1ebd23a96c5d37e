package io.bergwerk.server.start;

/// The installation cannot start; the message tells the operator what to do.
public final class StartException extends RuntimeException {
    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
