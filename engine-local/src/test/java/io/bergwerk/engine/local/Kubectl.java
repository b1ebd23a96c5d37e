package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// kubectl with a kubeconfig that the engine issued.
///
/// @param server URL, and whatever else belongs to the way there
record Kubectl(Path home, UUID kubeconfig, List<String> server) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// What it wrote to both of its outputs.
    record Result(int status, String output) {}

    static Kubectl of(TestHost host, ClusterId cluster, KubeconfigRole role) {
        return of(host, cluster, role, Instant.now().plusSeconds(600));
    }

    static Kubectl of(TestHost host, ClusterId cluster, KubeconfigRole role, Instant notAfter) {
        try {
            var endpoint = host.engine().observe(cluster).endpoint().orElseThrow();
            var id = UUID.randomUUID();
            var order = new KubeconfigOrder(id, "me@local", role, Instant.now().minusSeconds(900), notAfter);
            var credentials = host.engine().issueKubeconfig(cluster, order);
            var home = Files.createDirectories(
                    host.directory().resolve("kubeconfigs").resolve(id.toString()));
            Files.writeString(home.resolve("ca.crt"), endpoint.caPem());
            Files.writeString(home.resolve("client.crt"), credentials.certificatePem());
            Files.writeString(home.resolve("client.key"), credentials.keyPem());
            return new Kubectl(home, id, List.of("--server", endpoint.server().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Kubectl through(String... way) {
        return new Kubectl(home, kubeconfig, List.of(way));
    }

    Result run(String... arguments) {
        var command = new ArrayList<String>();
        command.add(TestHost.cache()
                .resolve("kubernetes/v" + TestHost.VERSION)
                .resolve(System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-amd64")
                .resolve("kubectl")
                .toString());
        command.addAll(server);
        command.addAll(List.of("--certificate-authority", "ca.crt"));
        command.addAll(List.of("--client-certificate", "client.crt", "--client-key", "client.key"));
        command.addAll(List.of("--request-timeout", "20s"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("KUBECONFIG");
        return finish(builder);
    }

    private static Result finish(ProcessBuilder builder) {
        try {
            var child = builder.start();
            try {
                child.getOutputStream().close();
                var output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                child.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                return new Result(child.exitValue(), output);
            } finally {
                child.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
