package io.bergwerk.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Ports on loopback that nobody has.
final class FreePorts {
    private static final int FIRST = 18_100;
    private static final int LAST = 19_900;

    private FreePorts() {}

    /// The first of so many in a row.
    static int inARow(int count) {
        for (var port = FIRST; port < LAST; port += 10) {
            if (areFree(port, count)) {
                return port;
            }
        }
        throw new IllegalStateException("ports %d to %d are taken".formatted(FIRST, LAST));
    }

    private static boolean areFree(int first, int count) {
        for (var port = first; port < first + count; port++) {
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                continue;
            } catch (IOException _) {
                return false;
            }
        }
        return true;
    }
}
