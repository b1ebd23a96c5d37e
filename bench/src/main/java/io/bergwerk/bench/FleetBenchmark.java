package io.bergwerk.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What the server itself does for many clusters, which the scripted engine builds in no time: how soon it has looked
/// at all of them after a start, what looking at one costs, and how soon many new ones are ready.
final class FleetBenchmark implements Benchmark {
    private static final String NAME = "fleet";
    private static final int CLUSTERS = 500;
    private static final int NEW = 100;
    private static final int STARTS = 3;
    private static final int READ_WARM_UP = 40;
    private static final int READS = 80;

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var fleet = Fleet.prepare(bench);
        var rows = fleet.rows();
        double creates;
        try (var server = fleet.start(Map.of())) {
            fleet.create(server, CLUSTERS - NEW);
            creates = fleet.create(server, NEW);
        }
        var inserts = rows.insertSeconds(NEW);
        var starts = new ArrayList<Fleet.Restart>();
        while (starts.size() < STARTS) {
            starts.add(fleet.restart(CLUSTERS));
        }
        var sweep = fleet.sweep();
        var read = rows.readCost(READ_WARM_UP, READS);
        return List.of(
                Figure.of(NAME, started(), median(starts, Fleet.Restart::reconciled), "s")
                        .beside("until its API answers", median(starts, Fleet.Restart::answers))
                        .goal(Goal.Kind.AT_MOST, 5),
                Figure.of(NAME, "sweep, CPU of the server per cluster", 1000 * sweep.client(), "us")
                        .beside("its row over JDBC, client", 1000 * read.client()),
                Figure.of(NAME, "sweep, CPU of PostgreSQL per cluster", 1000 * sweep.database(), "us")
                        .beside("its row over JDBC, PostgreSQL", 1000 * read.database()),
                Figure.of(NAME, "%d creates beside %d until all are ready".formatted(NEW, CLUSTERS - NEW), creates, "s")
                        .beside("as many rows inserted over JDBC", inserts)
                        .goal(Goal.Kind.AT_MOST, 5));
    }

    private static String started() {
        return "server start until %d are reconciled, median of %d".formatted(CLUSTERS, STARTS);
    }

    private static double median(List<Fleet.Restart> starts, Function<Fleet.Restart, Double> value) {
        return Samples.of(starts.stream().map(value).toList()).median();
    }
}
