package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/// A server of its own that makes one cluster, says so, and waits to be killed.
final class ServerInAChild {
    private ServerInAChild() {}

    public static void main(String[] arguments) throws IOException {
        var engine = TestHost.startEngine(Path.of(arguments[0]));
        var order = TestHost.order(new ClusterId(UUID.fromString(arguments[1])), "test");
        TestHost.done(() -> engine.ensureControlPlane(order));
        System.out.print("ready");
        System.out.flush();
        System.in.read();
    }
}
