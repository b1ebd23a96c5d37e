package io.bergwerk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// How often PostgreSQL answers with the row of one cluster when nothing else is to be done, prepared and over as many
/// connections as the server has.
///
/// @param name what it was measured with
record SelectRate(String name, double perSecond) {
    private static final int CONNECTIONS = 10;
    private static final int SECONDS = 10;
    private static final int WARM_UP_SECONDS = 5;

    static SelectRate measure(Workbench bench, Database database, String cluster, String project)
            throws IOException, InterruptedException {
        var select = "SELECT * FROM cluster WHERE id = '%s' AND project = '%s' AND deleted_at IS NULL"
                .formatted(cluster, project);
        var pgbench = pgbench();
        return pgbench.isPresent()
                ? new SelectRate("pgbench, row by its id, 10 clients", pgbench(bench, pgbench.get(), database, select))
                : new SelectRate("row by its id, JDBC loop, 10 threads", jdbc(database, select));
    }

    private static Optional<Path> pgbench() throws IOException {
        var directories = new ArrayList<Path>();
        var debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (var versions = Files.list(debian)) {
                versions.sorted().map(version -> version.resolve("bin")).forEach(directories::add);
            }
        }
        Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .map(Path::of)
                .forEach(directories::add);
        return directories.stream()
                .map(directory -> directory.resolve("pgbench"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static double pgbench(Workbench bench, Path pgbench, Database database, String select)
            throws IOException, InterruptedException {
        var script = bench.fresh("select.sql");
        Files.writeString(script, select + ";\n");
        var connections = String.valueOf(CONNECTIONS);
        var command =
                new ArrayList<>(List.of(pgbench.toString(), "-n", "-M", "prepared", "-c", connections, "-j", "2"));
        command.addAll(List.of("-T", String.valueOf(SECONDS), "-f", script.toString(), "-h", "127.0.0.1"));
        command.addAll(List.of("-p", String.valueOf(database.postgres().port())));
        command.addAll(List.of("-U", database.postgres().user(), "postgres"));
        var environment = Map.of("PGPASSWORD", database.postgres().password());
        try (var child = Child.start("pgbench", command, environment, bench.fresh("log"))) {
            var line = child.await("tps = ", SECONDS + 60);
            return Double.parseDouble(line.substring("tps = ".length()).replaceAll(" .*", ""));
        }
    }

    private static double jdbc(Database database, String select) throws InterruptedException {
        var count = new AtomicLong();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < CONNECTIONS; i++) {
            threads.add(Thread.ofPlatform().daemon().start(() -> selectUntilInterrupted(database, select, count)));
        }
        Await.pause(Duration.ofSeconds(WARM_UP_SECONDS));
        var before = count.get();
        Await.pause(Duration.ofSeconds(SECONDS));
        var rate = (count.get() - before) / (double) SECONDS;
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            thread.join(Duration.ofSeconds(5));
        }
        return rate;
    }

    private static void selectUntilInterrupted(Database database, String select, AtomicLong count) {
        var postgres = database.postgres();
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var statement = connection.prepareStatement(select)) {
            while (!Thread.currentThread().isInterrupted()) {
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        count.incrementAndGet();
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the select failed: " + e.getMessage(), e);
        }
    }
}
