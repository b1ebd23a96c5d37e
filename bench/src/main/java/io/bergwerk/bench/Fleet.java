package io.bergwerk.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Many clusters of one database and data directory, whose server comes and goes.
record Fleet(Workbench bench, Database database, Path data, AotCache cache, FleetRows rows) {
    private static final int NODES = 2;
    private static final int CALLS_AT_ONCE = 10;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration MEASURED = Duration.ofSeconds(30);

    /// Seconds from the start of the process.
    ///
    /// @param answers until a call that took a read of the database was answered
    /// @param reconciled until a pass had found every cluster to be as ordered
    record Restart(double answers, double reconciled) {}

    /// None yet, but a schema and an AOT cache.
    static Fleet prepare(Workbench bench) throws IOException, InterruptedException {
        var database = Database.start(bench);
        var fleet = new Fleet(bench, database, bench.fresh("d"), AotCache.in(bench), FleetRows.open(bench, database));
        try (var trainee = fleet.start(fleet.cache().making(), Map.of())) {
            AotCache.train(trainee.calls());
        }
        fleet.cache().requireMade();
        return fleet;
    }

    /// @param more of the server's variables
    Installation start(Map<String, String> more) throws IOException, InterruptedException {
        return start(cache.using(), more);
    }

    private Installation start(List<String> options, Map<String, String> more)
            throws IOException, InterruptedException {
        var environment = new HashMap<>(more);
        environment.put("BERGWERK_CLUSTERS_PER_PROJECT_MAX", "1000");
        environment.put("BERGWERK_CLUSTERS_WORKERS_PER_PROJECT_MAX", "100000");
        return Installation.ofFleet(bench, database, data, options, environment);
    }

    /// Creates so many clusters more and waits until all are ready; answers how many seconds that took.
    double create(Installation server, int number) throws IOException, InterruptedException {
        var before = rows.succeeded();
        var calls = new ArrayList<Callable<String>>();
        for (var i = before; i < before + number; i++) {
            var name = "bench-" + i;
            calls.add(() -> server.create(name, NODES));
        }
        var begun = System.nanoTime();
        try (var callers = Executors.newFixedThreadPool(CALLS_AT_ONCE)) {
            for (var call : callers.invokeAll(calls)) {
                call.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a create failed: " + e.getMessage(), e);
        }
        Await.until(LIMIT, LOOK_EVERY, "ready clusters", () -> rows.succeeded() == before + number);
        return seconds(begun);
    }

    Restart restart(int clusters) throws IOException, InterruptedException {
        rows.remember();
        var begun = System.nanoTime();
        try (var _ = start(Map.of())) {
            var answers = seconds(begun);
            Await.until(LIMIT, LOOK_EVERY, "reconciled clusters", () -> rows.looksAt() == clusters);
            return new Restart(answers, seconds(begun));
        }
    }

    /// What a pass over one cluster costs when all are as ordered and the server is warm. Whatever else the server does
    /// is put down to the passes too.
    FleetRows.Cost sweep() throws IOException, InterruptedException {
        try (var server = start(Map.of("BERGWERK_WORK_SWEEP_EVERY", SWEEP_EVERY.toString()))) {
            Await.pause(WARM_UP);
            var passes = rows.passes();
            var before = rows.spent(server.pid());
            Await.pause(MEASURED);
            return rows.spent(server.pid()).minus(before).each(rows.passes() - passes);
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
