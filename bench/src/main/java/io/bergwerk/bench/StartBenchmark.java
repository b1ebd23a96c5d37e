package io.bergwerk.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// From the start of the server's process to its first answer that took a read of the database, which runs already and
/// has the schema; with the AOT cache that `./bergwerk up` makes, and without. And the memory the server has then.
final class StartBenchmark implements Benchmark {
    private static final String NAME = "start";
    private static final int ROUNDS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private record Started(double seconds, double rssMib) {}

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var database = Database.start(bench);
        var data = bench.fresh("d");
        var cache = AotCache.in(bench);
        start(bench, database, data, cache.making(), true);
        cache.requireMade();
        var with = new ArrayList<Started>();
        var without = new ArrayList<Started>();
        for (var round = 0; round < ROUNDS; round++) {
            with.add(start(bench, database, data, cache.using(), false));
            without.add(start(bench, database, data, List.of(), false));
        }
        return List.of(
                Figure.of(
                                NAME,
                                "server start to first answer, median of " + ROUNDS,
                                median(with, Started::seconds),
                                "s")
                        .beside("the same without AOT cache", median(without, Started::seconds))
                        .goal(Goal.Kind.AT_MOST, 2),
                Figure.of(NAME, "memory (RSS) of the server then, median", median(with, Started::rssMib), "MB")
                        .beside("the same without AOT cache", median(without, Started::rssMib)));
    }

    private static double median(List<Started> rounds, Function<Started, Double> value) {
        return Samples.of(rounds.stream().map(value).toList()).median();
    }

    /// @param train also makes the calls that the launcher makes in its training run
    private static Started start(Workbench bench, Database database, Path data, List<String> options, boolean train)
            throws IOException, InterruptedException {
        var port = FreePorts.inARow(3);
        var command = Installation.command(bench, with(options, bench), data, port);
        var begun = System.nanoTime();
        var environment = Installation.environment(database.environment());
        try (var server = Child.start("server", command, environment, bench.fresh("log"))) {
            var started = new Started(firstAnswer(data, port, begun), Proc.rssMib(server.pid()));
            if (train) {
                try (var calls = calls(data, port)) {
                    AotCache.train(calls);
                }
            }
            return started;
        }
    }

    /// An empty cache of programs: nothing is built or started beside the server.
    private static List<String> with(List<String> options, Workbench bench) {
        var all = new ArrayList<>(options);
        all.add("-Dbergwerk.cache=" + bench.fresh("cache"));
        return all;
    }

    /// The token lies in the data directory from the first start on.
    private static double firstAnswer(Path data, int port, long begun) throws IOException, InterruptedException {
        var token = data.resolve("admin.token");
        Await.until(LIMIT, LOOK_EVERY, "admin token", () -> Files.exists(token));
        try (var calls = calls(data, port)) {
            Await.until(LIMIT, LOOK_EVERY, "answer", () -> answers(calls));
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    private static Calls calls(Path data, int port) throws IOException {
        var token = Files.readString(data.resolve("admin.token")).strip();
        return new Calls(URI.create("http://127.0.0.1:" + port), token);
    }

    private static boolean answers(Calls calls) throws InterruptedException {
        return calls.attempt("api.v1.UserService/Get", "{}").isPresent();
    }
}
