package io.bergwerk.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Runs benchmarks by name, all without one: `[NAME...] [--json FILE] [--clusters N]`.
public final class Main {
    private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

    static {
        ALL.put("create", new CreateBenchmark());
        ALL.put("clusters", new ClustersBenchmark());
        ALL.put("roll", new RollBenchmark());
        ALL.put("fleet", new FleetBenchmark());
        ALL.put("get", new GetBenchmark());
        ALL.put("watch", new WatchBenchmark());
        ALL.put("start", new StartBenchmark());
        ALL.put("upgrade", new UpgradeBenchmark());
        ALL.put("restore", new RestoreBenchmark());
        ALL.put("access", new AccessBenchmark());
        ALL.put("audit", new AuditBenchmark());
        ALL.put("people", new PeopleBenchmark());
    }

    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    private Main() {}

    public static void main(String[] arguments) {
        try {
            var options = Options.parse(List.of(arguments), ALL.keySet());
            System.exit(new Main().run(options));
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("bench: " + e);
            System.exit(1);
        }
    }

    private int run(Options options) throws IOException {
        var machine = Machine.facts();
        for (var name : options.names()) {
            System.out.println(name + " ...");
            one(name, options);
        }
        System.out.println();
        machine.forEach((key, value) -> System.out.println(key + ": " + value));
        System.out.println("load average afterwards: " + Machine.load());
        System.out.println();
        System.out.print(Table.of(figures));
        failures.forEach((name, reason) -> System.out.println(name + " failed: " + reason));
        if (options.json().isPresent()) {
            JsonReport.write(Path.of(options.json().get()), machine, figures, failures);
        }
        return failures.isEmpty() ? 0 : 1;
    }

    /// One that fails does not keep the others from running.
    private void one(String name, Options options) {
        try (var bench = Workbench.open(name, options)) {
            var measured = Objects.requireNonNull(ALL.get(name)).run(bench);
            System.out.print(Table.of(measured));
            figures.addAll(measured);
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            failures.put(name, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.put(name, "interrupted");
        }
    }
}
