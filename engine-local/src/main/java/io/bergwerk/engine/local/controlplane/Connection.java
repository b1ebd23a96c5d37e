package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.bergwerk.engine.local.ports.Ports;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The engine's own way to one API server. Safe for use by many threads.
final class Connection {
    private volatile @Nullable Running running;

    /// Speaks with the engine's certificate of now; a connection of before is closed.
    synchronized ApiClient open(ClusterPki pki, Ports ports) {
        var server = URI.create("https://127.0.0.1:" + ports.apiServer());
        var client = new ApiClient(server, pki.ca().certificate(), pki.engine());
        var before = running;
        running = new Running(pki, client, ports);
        if (before != null) {
            before.client().close();
        }
        return client;
    }

    /// As [#open] if the engine has another certificate now.
    ///
    /// @return whether it has
    synchronized boolean renew(ClusterPki pki) {
        var current = running;
        if (current == null
                || pki.engine().certificate().equals(current.pki().engine().certificate())) {
            return false;
        }
        open(pki, current.ports());
        return true;
    }

    synchronized void close() {
        var current = running;
        running = null;
        if (current != null) {
            current.client().close();
        }
    }

    Optional<Running> running() {
        return Optional.ofNullable(running);
    }
}
