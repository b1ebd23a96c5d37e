package io.bergwerk.server.start;

import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletionException;

/// Starts servers and says plainly whose port was in the way.
final class Ports {
    private Ports() {}

    /// @throws StartException naming the port and how to choose another one
    static void start(Server server, String what, int port) {
        try {
            server.start().join();
        } catch (CompletionException e) {
            if (isTaken(e)) {
                throw taken(what, port, e);
            }
            throw e;
        }
    }

    /// For a port that is taken later, by a part that a running installation can do without.
    ///
    /// @throws StartException as [#start]
    static void requireFree(InetSocketAddress address, String what) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException e) {
            throw taken(what, address.getPort(), e);
        }
    }

    private static StartException taken(String what, int port, Exception cause) {
        return new StartException(
                "port %d (%s) is taken by another program (choose other ports with --port N: N, N+1 and N+2 are used)"
                        .formatted(port, what),
                cause);
    }

    private static boolean isTaken(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    || String.valueOf(cause.getMessage()).contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }
}
