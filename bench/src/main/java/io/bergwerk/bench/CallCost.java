package io.bergwerk.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// What one call costs a warm server and its database, in microseconds, and how long it takes.
record CallCost(double server, double database, Samples millis) {
    private static final int CONNECTIONS = 8;

    /// So many calls, over a few connections that are kept.
    static CallCost of(Installation installation, Database database, byte[] request, int warmUp, int calls)
            throws IOException, InterruptedException {
        var port = installation.calls().url().getPort();
        call(port, request, warmUp);
        var postgres = database.postgres().pid();
        var serverBefore = Proc.cpuSeconds(installation.pid());
        var databaseBefore = Proc.treeCpuSeconds(postgres);
        var millis = call(port, request, calls);
        var made = millis.size();
        return new CallCost(
                (Proc.cpuSeconds(installation.pid()) - serverBefore) * 1e6 / made,
                (Proc.treeCpuSeconds(postgres) - databaseBefore) * 1e6 / made,
                Samples.of(millis));
    }

    private static List<Double> call(int port, byte[] request, int calls) throws IOException, InterruptedException {
        var callers = new ArrayList<Callable<List<Double>>>();
        for (var i = 0; i < CONNECTIONS; i++) {
            callers.add(() -> oneAfterTheOther(port, request, calls / CONNECTIONS));
        }
        var millis = new ArrayList<Double>();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (var caller : threads.invokeAll(callers)) {
                millis.addAll(caller.get());
            }
            return millis;
        } catch (ExecutionException e) {
            throw new IOException("a call failed: " + e.getMessage(), e);
        }
    }

    private static List<Double> oneAfterTheOther(int port, byte[] request, int calls) throws IOException {
        var millis = new ArrayList<Double>();
        try (var connection = new KeptConnection(port)) {
            while (millis.size() < calls) {
                millis.add(connection.time(request, 200) / 1e6);
            }
        }
        return millis;
    }
}
