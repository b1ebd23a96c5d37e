package io.bergwerk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The other program that starts control planes with simulated nodes on a host: kwokctl with its binary runtime, given
/// the same Kubernetes and etcd, so that it downloads nothing.
final class Kwok implements AutoCloseable {
    private static final String VERSION = "v0.8.0";
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(15);
    private static final Duration COMMAND_GRACE = Duration.ofSeconds(5);
    private static final Duration REMOVAL_LIMIT = Duration.ofMinutes(1);
    private static final String CONFIGURATION = """
            kind: KwokctlConfiguration
            apiVersion: config.kwok.x-k8s.io/v1alpha1
            options:
              bindAddress: 127.0.0.1
            """;

    private final Path tools;
    private final Programs programs;
    private final Path home;
    private volatile String running = "";
    private volatile @Nullable Process command;

    private Kwok(Path tools, Programs programs, Path home) {
        this.tools = tools;
        this.programs = programs;
        this.home = home;
    }

    /// Builds it into the cache the first time; empty, and said so, if that cannot be done.
    static Optional<Kwok> find(Workbench bench) throws IOException, InterruptedException {
        var tools = bench.cache().resolve("tools/kwok-" + VERSION);
        if (!Files.isExecutable(tools.resolve("kwokctl")) && !build(tools)) {
            System.out.println("kwokctl is left out: it could not be built with `go install`");
            return Optional.empty();
        }
        var home = Files.createDirectories(bench.fresh("k"));
        Files.writeString(home.resolve("kwok.yaml"), CONFIGURATION);
        return Optional.of(bench.keep(new Kwok(tools, Programs.find(bench.cache()), home)));
    }

    private static boolean build(Path tools) throws InterruptedException {
        var command = new ProcessBuilder(
                "go", "install", "sigs.k8s.io/kwok/cmd/kwok@" + VERSION, "sigs.k8s.io/kwok/cmd/kwokctl@" + VERSION);
        command.environment().put("GOBIN", tools.toString());
        try {
            return waitFor(started(command, Path.of("/dev/null")), "go install", BUILD_LIMIT) == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /// How long a cluster takes until it can take work; it is removed afterwards.
    double seconds(String name, int nodes, Duration limit) throws IOException, InterruptedException {
        var begun = System.nanoTime();
        running = name;
        kwokctl(name, create(), limit);
        kwokctl(name, List.of("scale", "node", "--replicas", String.valueOf(nodes)), limit);
        var kubeconfig = Files.readString(home.resolve("w/clusters/" + name + "/kubeconfig.yaml"));
        ReadyWatch.await(() -> Optional.of(kubeconfig), nodes, limit);
        var took = System.nanoTime() - begun;
        remove();
        return took / 1e9;
    }

    /// Ends what still runs, a command that is under way first: it would go on starting what is being removed.
    @Override
    public void close() throws IOException {
        try {
            var underWay = command;
            if (underWay != null) {
                Trees.end(underWay, COMMAND_GRACE);
            }
            remove();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a cluster of kwokctl was removed", e);
        } finally {
            // A command that was ended has started programs that it wrote down nowhere.
            Trees.endNaming(home);
        }
    }

    private synchronized void remove() throws IOException, InterruptedException {
        if (!running.isEmpty()) {
            var kubeconfig = home.resolve("kc").toString();
            kwokctl(running, List.of("delete", "cluster", "--kubeconfig", kubeconfig), REMOVAL_LIMIT);
            running = "";
        }
    }

    private List<String> create() {
        var kubernetes = programs.kubernetes();
        return List.of(
                "create",
                "cluster",
                "--runtime=binary",
                "--kube-apiserver-binary=" + kubernetes.resolve("kube-apiserver"),
                "--kube-controller-manager-binary=" + kubernetes.resolve("kube-controller-manager"),
                "--kube-scheduler-binary=" + kubernetes.resolve("kube-scheduler"),
                "--etcd-binary=" + programs.etcd(),
                "--kwok-controller-binary=" + tools.resolve("kwok"),
                "--kubeconfig=" + home.resolve("kc"),
                "--wait=120s");
    }

    private void kwokctl(String name, List<String> arguments, Duration limit) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(
                tools.resolve("kwokctl").toString(),
                "--config",
                home.resolve("kwok.yaml").toString(),
                "--name",
                name));
        words.addAll(arguments);
        var builder = new ProcessBuilder(words);
        builder.environment().put("KWOK_WORKDIR", home.resolve("w").toString());
        // It calls kubectl, which it would download if there were none.
        builder.environment().put("PATH", programs.kubernetes() + ":" + System.getenv("PATH"));
        builder.environment().put("KWOK_KUBE_VERSION", "v" + Programs.VERSION);
        var log = home.resolve("log");
        var process = started(builder, log);
        command = process;
        var status = waitFor(process, arguments.getFirst(), limit);
        command = null;
        if (status != 0) {
            throw new IOException("kwokctl %s: %s".formatted(arguments.getFirst(), lastLine(log)));
        }
    }

    private static Process started(ProcessBuilder builder, Path log) throws IOException {
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static int waitFor(Process process, String what, Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IOException("%s: not done within %d s".formatted(what, limit.toSeconds()));
        }
        return process.exitValue();
    }

    private static String lastLine(Path log) throws IOException {
        return Files.readString(log).lines().reduce((_, last) -> last).orElse("without a word");
    }
}
