package io.bergwerk.engine.local.ports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/// The four ports of a slot, all on the loopback.
///
/// @param first of the installation's range
public record Ports(int first, int slot) {
    static final int PER_SLOT = 4;

    public int apiServer() {
        return first + PER_SLOT * slot;
    }

    public int controllerManager() {
        return apiServer() + 1;
    }

    public int scheduler() {
        return apiServer() + 2;
    }

    public int etcdMetrics() {
        return apiServer() + 3;
    }

    /// Whether nobody listens on any of them at this moment.
    boolean areFree() {
        return IntStream.range(0, PER_SLOT).allMatch(offset -> isFree(apiServer() + offset));
    }

    /// Whether nobody listens on the loopback port at this moment.
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
