package io.bergwerk.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;

/// Ports on loopback. An installation takes three in a row: API, metrics, router.
final class Ports {
    static final int PER_INSTALLATION = 3;

    // Below the clusters' own ports (from 20000) and Linux' range for outgoing connections (from 32768).
    private static final int FIRST = 9000;
    private static final int LAST = 14_900;
    private static final int MAX_DRAWS = 1000;
    private static final Random RANDOM = new Random();

    private Ports() {}

    /// The first of three that nobody listens on; drawn, because other test runs on this host draw too.
    static int free() {
        return RANDOM.ints(MAX_DRAWS, FIRST, LAST)
                .filter(first ->
                        IntStream.range(first, first + PER_INSTALLATION).allMatch(Ports::canBind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no three free ports in a row on this host"));
    }

    static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(address(port), (int) Duration.ofSeconds(1).toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static ServerSocket take(int port) throws IOException {
        var socket = new ServerSocket();
        socket.bind(address(port));
        return socket;
    }

    private static boolean canBind(int port) {
        try (var socket = take(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
