package io.bergwerk.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// How long a worker group takes to get another machine type under pods with a disruption budget, and how many of them
/// are missing at the worst moment; beside draining the same nodes with kubectl one after the other, which replaces
/// nothing.
final class RollBenchmark implements Benchmark {
    private static final String NAME = "roll";
    private static final int NODES = 10;
    private static final int PODS = 100;
    private static final int MAY_BE_MISSING = 5;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /// @param missing pods at the worst moment
    /// @param nodes at the most
    private record Course(double seconds, int missing, int nodes) {}

    /// What is to be watched.
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var installation = Installation.withClusters(bench);
        var cluster = installation.create("bench-roll", NODES);
        installation.awaitHealthy(1, LIMIT);
        var kubeconfig = installation.kubeconfig(cluster).orElseThrow(() -> new IOException("no kubeconfig"));
        var kubectl = BenchKubectl.with(bench, kubeconfig);
        try (var watch = RollWatch.open(kubeconfig)) {
            deploy(kubectl, watch);
            var drains = course(watch, () -> drainAll(kubectl, watch));
            kubectl.ask("delete", "deployment/web", "--wait=true");
            deploy(kubectl, watch);
            var former = watch.nodes();
            var roll = course(watch, () -> {
                installation.changeMachineType(cluster, NODES);
                installation.awaitHealthy(1, LIMIT);
            });
            if (watch.nodes().size() != NODES || !Collections.disjoint(watch.nodes(), former)) {
                throw new IOException("the update succeeded before all nodes were replaced");
            }
            return figures(roll, drains);
        }
    }

    private static List<Figure> figures(Course roll, Course drains) {
        var yardstick = "kubectl drain, one node after the other";
        return List.of(
                Figure.of(
                                NAME,
                                "another machine type for %d nodes with %d pods".formatted(NODES, PODS),
                                roll.seconds(),
                                "s")
                        .beside(yardstick, drains.seconds()),
                Figure.of(NAME, "most pods of %d that were missing".formatted(PODS), roll.missing(), "")
                        .beside(yardstick, drains.missing())
                        .goal(Goal.Kind.AT_MOST, MAY_BE_MISSING),
                Figure.of(NAME, "most nodes at a time", roll.nodes(), "")
                        .beside(yardstick, drains.nodes())
                        .goal(Goal.Kind.AT_MOST, NODES + 1.0));
    }

    private static Course course(RollWatch watch, Work work) throws IOException, InterruptedException {
        watch.begin();
        var begun = System.nanoTime();
        work.run();
        var seconds = (System.nanoTime() - begun) / 1e9;
        return new Course(seconds, PODS - watch.fewestPods(), watch.mostNodes());
    }

    private static void deploy(BenchKubectl kubectl, RollWatch watch) throws IOException, InterruptedException {
        kubectl.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: a, image: x, resources: {requests: {cpu: 100m}}}]}
                ---
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: web}
                spec: {maxUnavailable: %d, selector: {matchLabels: {app: web}}}
                """.formatted(PODS, MAY_BE_MISSING));
        watch.await(PODS, LIMIT);
    }

    private static void drainAll(BenchKubectl kubectl, RollWatch watch) throws IOException, InterruptedException {
        var names = kubectl.ask("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}");
        for (var node : names.split(" ", -1)) {
            kubectl.ask("drain", node, "--ignore-daemonsets", "--delete-emptydir-data");
            kubectl.ask("uncordon", node);
        }
        watch.await(PODS, LIMIT);
    }
}
