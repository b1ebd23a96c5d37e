package io.bergwerk.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long it takes from the create call to a cluster that takes work, beside a script that does only what must be
/// done. Rounds take turns, so that both see the same machine.
final class CreateBenchmark implements Benchmark {
    private static final int ROUNDS = 5;
    private static final int NODES = 2;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var installation = Installation.withClusters(bench);
        var ours = new ArrayList<Double>();
        var script = new ArrayList<Double>();
        var kwok = new ArrayList<Double>();
        var kwokctl = Kwok.find(bench);
        for (var round = 0; round < ROUNDS; round++) {
            ours.add(ours(installation, "bench-" + round));
            script.add(script(bench));
            if (kwokctl.isPresent()) {
                kwok.add(kwokctl.get().seconds("bw-bench-" + round, NODES, LIMIT));
            }
            System.out.println("round %d: ours %.1f s, script %.1f s, kwokctl %s"
                    .formatted(
                            round + 1,
                            ours.getLast(),
                            script.getLast(),
                            kwok.isEmpty() ? "left out" : Numbers.text(kwok.getLast()) + " s"));
        }
        var what = "create call to %d nodes Ready and ServiceAccount, median of %d".formatted(NODES, ROUNDS);
        var figure = Figure.of("create", what, Samples.of(ours).median(), "s");
        var figures = new ArrayList<Figure>();
        figures.add(figure.beside(
                        "shell script, same binaries and flags",
                        Samples.of(script).median())
                .goal(Goal.Kind.RATIO_AT_MOST, 1.2));
        if (!kwok.isEmpty()) {
            figures.add(figure.beside(
                            "kwokctl, binary runtime, same binaries",
                            Samples.of(kwok).median())
                    .goal(Goal.Kind.RATIO_AT_MOST, 1.0));
        }
        return figures;
    }

    private static double ours(Installation installation, String name) throws IOException, InterruptedException {
        var begun = System.nanoTime();
        var cluster = installation.create(name, NODES);
        try (var statuses = installation.statuses()) {
            statuses.await(cluster, "apiServerReady", LIMIT);
        }
        ReadyWatch.await(() -> installation.kubeconfig(cluster), NODES, LIMIT);
        var took = System.nanoTime() - begun;
        installation.delete(cluster);
        installation.awaitNone(LIMIT);
        return took / 1e9;
    }

    private static double script(Workbench bench) throws IOException, InterruptedException {
        var begun = System.nanoTime();
        try (var cluster = ScriptCluster.start(bench, NODES)) {
            ReadyWatch.await(cluster::kubeconfig, NODES, LIMIT);
            return (System.nanoTime() - begun) / 1e9;
        }
    }
}
