package io.bergwerk.server.access;

/// How a token came to be, and with it how its rights are found.
public enum TokenType {
    /// Made on purpose, with rights of its own.
    API,
    /// Made by signing in: whatever its user may do at the moment of the call.
    CONSOLE
}
