package io.bergwerk.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What many clusters on one machine cost, beside one cluster that a script started.
final class ClustersBenchmark implements Benchmark {
    private static final String NAME = "clusters";
    private static final String SCRIPT = "one cluster by shell script";
    private static final int NODES = 2;
    private static final int AT_ONCE = 4;
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration PER_CLUSTER = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /// What was seen of one or more clusters while nobody used them.
    ///
    /// @param cpu cores
    private record Cost(double pssMib, double cpu) {}

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var script = script(bench);
        var installation = Installation.withClusters(bench);
        var number = bench.options().clusters();
        var begun = System.nanoTime();
        var ids = create(installation, number);
        var took = (System.nanoTime() - begun) / 1e9;
        Await.pause(SETTLE);
        var pids = ids.stream().flatMap(id -> Proc.ofCluster(id).stream()).toList();
        var serverBefore = Proc.cpuSeconds(installation.pid());
        var all = idle(pids);
        var server = (Proc.cpuSeconds(installation.pid()) - serverBefore) / IDLE.toSeconds();
        var rss = Proc.rssMib(installation.pid());
        var healthy = installation.healthy();
        return List.of(
                Figure.of(NAME, "healthy, of %d".formatted(number), healthy, "")
                        .beside("all", number)
                        .goal(Goal.Kind.RATIO_AT_LEAST, 1),
                Figure.of(NAME, "until all were healthy", took, "s"),
                Figure.of(NAME, "memory (PSS) per cluster", all.pssMib() / number, "MB")
                        .beside(SCRIPT, script.pssMib())
                        .goal(Goal.Kind.AT_MOST, 260),
                Figure.of(NAME, "idle CPU per cluster, 30 s", 100 * all.cpu() / number, "% of a core")
                        .beside(SCRIPT, 100 * script.cpu()),
                Figure.of(NAME, "idle CPU of the server, 30 s", 100 * server, "% of a core"),
                Figure.of(NAME, "memory (RSS) of the server", rss, "MB").goal(Goal.Kind.AT_MOST, 512));
    }

    private static Cost script(Workbench bench) throws IOException, InterruptedException {
        try (var cluster = ScriptCluster.start(bench, NODES)) {
            ReadyWatch.await(cluster::kubeconfig, NODES, LIMIT);
            Await.pause(SETTLE);
            return idle(cluster.pids());
        }
    }

    /// A few at a time, as people would.
    private static List<String> create(Installation installation, int number) throws IOException, InterruptedException {
        var ids = new ArrayList<String>();
        while (ids.size() < number) {
            for (var i = 0; i < AT_ONCE && ids.size() < number; i++) {
                ids.add(installation.create("bench-" + ids.size(), NODES));
            }
            installation.awaitHealthy(ids.size(), PER_CLUSTER.multipliedBy(AT_ONCE));
        }
        return ids;
    }

    private static Cost idle(Collection<Long> pids) throws IOException, InterruptedException {
        var before = Proc.cpuSeconds(pids);
        Await.pause(IDLE);
        var cpu = (Proc.cpuSeconds(pids) - before) / IDLE.toSeconds();
        return new Cost(Proc.pssMib(pids), cpu);
    }
}
