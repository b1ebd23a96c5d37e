package io.bergwerk.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a client notices of an upgrade, beside what it notices of a plain restart of the same API server.
final class UpgradeBenchmark implements Benchmark {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final String FIRST = "1.36.1";
    private static final String PATCH = "1.36.3";
    private static final String MINOR = "1.37.2";
    private static final String RESTART = "plain restart of the same API server";

    /// An upgrade as a client saw it, and how long it took.
    private record Upgrade(String name, FreshConnections.Seen seen, double seconds) {}

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var cluster = EngineCluster.create(bench, FIRST, PATCH, MINOR);
        var client = bench.keep(FreshConnections.to(cluster.client()));
        var upgrades = List.of(upgrade(cluster, client, FIRST, PATCH), upgrade(cluster, client, PATCH, MINOR));
        var restart = restart(cluster, client);
        var figures = new ArrayList<Figure>();
        for (var upgrade : upgrades) {
            figures.add(
                    figure(upgrade.name() + ": failed requests", upgrade.seen().failures(), "")
                            .beside(RESTART, restart.failures())
                            .goal(Goal.Kind.AT_MOST, 0));
            figures.add(figure(upgrade.name() + ": longest gap", upgrade.seen().longestGapSeconds(), "s")
                    .beside(RESTART, restart.longestGapSeconds()));
            figures.add(figure(upgrade.name() + ": until all of it runs", upgrade.seconds(), "s"));
        }
        return figures;
    }

    private static Figure figure(String what, double value, String unit) {
        return Figure.of("upgrade", what, value, unit);
    }

    private static Upgrade upgrade(EngineCluster cluster, FreshConnections client, String from, String to)
            throws IOException, InterruptedException {
        Await.pause(SETTLE);
        client.since();
        var begun = System.nanoTime();
        cluster.to(to);
        var seconds = (System.nanoTime() - begun) / 1e9;
        Await.pause(SETTLE);
        return new Upgrade(from + " to " + to, client.since(), seconds);
    }

    private static FreshConnections.Seen restart(EngineCluster cluster, FreshConnections client)
            throws IOException, InterruptedException {
        client.since();
        cluster.restartApiServer();
        client.awaitOutage();
        return client.since();
    }
}
