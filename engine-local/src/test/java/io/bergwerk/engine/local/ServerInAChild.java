package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.RestoreOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// A server of its own that brings one cluster somewhere, says so, and waits to be killed.
final class ServerInAChild {
    private ServerInAChild() {}

    /// One that ensures a control plane.
    static Process ensuring(Path directory, ClusterId cluster, KubernetesVersion version) throws IOException {
        return start(directory, cluster.toString(), version.toString());
    }

    /// One that restores a cluster to a backup.
    static Process restoring(Path directory, ClusterId cluster, KubernetesVersion version, RestoreOrder order)
            throws IOException {
        var living = order.kubeconfigs().stream().map(it -> it.id().toString());
        var ids = Stream.concat(Stream.of(order.id().toString(), order.backup().toString()), living);
        var arguments = Stream.concat(Stream.of(cluster.toString(), version.toString()), ids);
        return start(directory, arguments.toArray(String[]::new));
    }

    private static Process start(Path directory, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ServerInAChild.class.getName(), directory.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        var version = KubernetesVersion.parse(arguments[2]);
        var versions = Stream.of(TestHost.VERSION, version).distinct().toArray(KubernetesVersion[]::new);
        var engine = TestHost.startEngine(Path.of(arguments[0]), versions);
        var id = new ClusterId(UUID.fromString(arguments[1]));
        var order = TestHost.at(TestHost.order(id, "test"), version.toString());
        TestHost.done(() -> arguments.length > 3
                ? engine.ensureRestored(id, restore(List.of(arguments).subList(3, arguments.length)))
                : engine.ensureControlPlane(order));
        System.out.print("ready");
        System.out.flush();
        System.in.read();
    }

    private static RestoreOrder restore(List<String> ids) {
        var uuids = ids.stream().map(UUID::fromString).toList();
        var living = uuids.stream().skip(2).map(ServerInAChild::living).toList();
        return new RestoreOrder(uuids.get(0), uuids.get(1), living);
    }

    static KubeconfigOrder living(UUID kubeconfig) {
        return new KubeconfigOrder(
                kubeconfig,
                "me@local",
                KubeconfigRole.ADMIN,
                Instant.now(),
                Instant.now().plus(Duration.ofDays(1)));
    }
}
