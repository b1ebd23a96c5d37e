package io.bergwerk.testing.engine;

/// The end of a simulated server. An `Error`, so that no code that handles exceptions cleans up after it.
public final class ServerDied extends Error {
    public ServerDied(String point) {
        super("the server died after " + point);
    }
}
