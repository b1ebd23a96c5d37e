package io.bergwerk.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/// Ports on loopback that nobody has.
final class FreePorts {
    private static final int FIRST = 18_100;
    private static final int LAST = 19_900;

    private FreePorts() {}

    /// The first of so many in a row.
    static int inARow(int count) {
        for (var port = first(); port < LAST; port += 10) {
            if (areFree(port, count)) {
                return port;
            }
        }
        throw new IllegalStateException("ports %d to %d are taken".formatted(FIRST, LAST));
    }

    /// Two benchmarks that run at a time look in different places, because a server takes its ports late.
    private static int first() {
        return FIRST + (int) (ProcessHandle.current().pid() % 100) * 10;
    }

    private static boolean areFree(int first, int count) {
        return IntStream.range(first, first + count).allMatch(FreePorts::isFree);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }
}
