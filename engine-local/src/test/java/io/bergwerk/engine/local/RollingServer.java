package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.local.workers.WorkersConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/// A server of its own that brings one cluster's nodes to an order, says so, and waits to be killed.
final class RollingServer {
    private RollingServer() {}

    /// @param order like one of [#order]
    static Process launch(Path directory, ClusterOrder order) {
        var group = order.workerGroups().getFirst();
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RollingServer.class.getName(),
                directory.toString(),
                order.id().toString(),
                group.image().version(),
                String.valueOf(group.min()),
                String.valueOf(group.max()));
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] arguments) throws IOException {
        var config = TestHost.config(Path.of(arguments[0]));
        var engine = TestHost.startEngine(config, TestHost.simulated(WorkersConfig.DEFAULT));
        var order = order(
                new ClusterId(UUID.fromString(arguments[1])),
                arguments[2],
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]));
        TestHost.done(() -> engine.ensureWorkers(order));
        System.out.print("done");
        System.out.flush();
        System.in.read();
    }

    /// One group with a surge of one node, and none that may be missing.
    static ClusterOrder order(ClusterId cluster, String image, int min, int max) {
        var order = TestHost.withImage(TestHost.order(cluster, "test"), image);
        var group = order.workerGroups().getFirst();
        return order.withWorkerGroups(List.of(group.withSize(min, max)));
    }
}
