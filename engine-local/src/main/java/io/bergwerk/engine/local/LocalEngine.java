package io.bergwerk.engine.local;

/// Builds clusters on this host.
public final class LocalEngine {
    private LocalEngine() {}
}
