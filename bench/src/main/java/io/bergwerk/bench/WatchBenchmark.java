package io.bergwerk.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How late the last of many watchers hears of a change, beside a single one, and what each costs the server.
final class WatchBenchmark implements Benchmark {
    private static final String NAME = "watch";
    private static final int STREAMS = 1000;
    private static final int CHANGES = 10;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration BETWEEN = Duration.ofMillis(500);

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var installation = Installation.withoutClusters(bench, Database.start(bench));
        var present = installation.create("bench", 1);
        Samples single;
        try (var one = StatusWatchers.open(installation, 1, present, LIMIT)) {
            measure(installation, one, "warm", CHANGES);
            single = measure(installation, one, "one", CHANGES);
        }
        var heap = heapMib(bench, installation.pid());
        var rss = Proc.rssMib(installation.pid());
        try (var many = StatusWatchers.open(installation, STREAMS, present, LIMIT)) {
            measure(installation, many, "warmer", 2);
            var late = measure(installation, many, "all", CHANGES);
            var heapPerStream = (heapMib(bench, installation.pid()) - heap) * 1024 / STREAMS;
            var rssPerStream = (Proc.rssMib(installation.pid()) - rss) * 1024 / STREAMS;
            return List.of(
                    Figure.of(
                                    NAME,
                                    "change to client, p99 of %d streams x %d".formatted(STREAMS, CHANGES),
                                    late.percentile(99),
                                    "ms")
                            .beside("highest of a single stream", single.highest())
                            .goal(Goal.Kind.AT_MOST, 500),
                    Figure.of(NAME, "change to client, median", late.median(), "ms")
                            .beside("median of a single stream", single.median()),
                    Figure.of(NAME, "heap per stream, after a collection", heapPerStream, "KB"),
                    Figure.of(NAME, "growth of the server's RSS per stream", rssPerStream, "KB"));
        }
    }

    /// A change is a new cluster; its time runs from the call that makes it, so the call's own time is in it.
    private static Samples measure(Installation installation, StatusWatchers watchers, String name, int changes)
            throws IOException, InterruptedException {
        var late = new ArrayList<Double>();
        for (var i = 0; i < changes; i++) {
            var changed = System.nanoTime();
            var cluster = installation.create(name + "-" + i, 1);
            for (var arrival : watchers.arrivals(cluster, LIMIT)) {
                late.add((arrival - changed) / 1e6);
            }
            Await.pause(BETWEEN);
        }
        return Samples.of(late);
    }

    /// What lives in the server's heap after a full collection.
    private static double heapMib(Workbench bench, long pid) throws IOException, InterruptedException {
        var jcmd = bench.java().resolveSibling("jcmd").toString();
        run(jcmd, pid, "GC.run");
        var kib = run(jcmd, pid, "GC.heap_info")
                .lines()
                .filter(line -> line.contains(" total ") && line.contains("used"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*used ([0-9]+)K.*", "$1")))
                .sum();
        return kib / 1024.0;
    }

    private static String run(String jcmd, long pid, String command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(jcmd, String.valueOf(pid), command)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("jcmd %s: %s".formatted(command, said));
        }
        return said;
    }
}
