package io.bergwerk.bench;

import com.google.protobuf.ByteString;
import io.bergwerk.api.v1.ClusterServiceGetRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Calls per second over Connect on HTTP/1.1: one that reads the database beside pgbench selecting the row, one that
/// does not beside a bare Armeria server.
final class GetBenchmark implements Benchmark {
    private static final String NAME = "get";
    private static final String PROTO = "application/proto";
    private static final int VERSION_ANSWER_BYTES = 40;

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var database = Database.start(bench);
        var installation = Installation.withoutClusters(bench, database);
        var cluster = installation.create("bench", 1);
        var get = get(installation, cluster).run(bench, installation.pid());
        var selects = SelectRate.measure(bench, database, cluster, installation.project());
        var version = version(installation).run(bench, installation.pid());
        var bare = bare(bench);
        var figures = new ArrayList<Figure>();
        figures.add(Figure.of(NAME, "GetCluster, %d in flight".formatted(Load.IN_FLIGHT), get.perSecond(), "/s")
                .beside(selects.name(), selects.perSecond())
                .goal(Goal.Kind.RATIO_AT_LEAST, 0.3));
        figures.add(Figure.of(NAME, "GetCluster, half are faster than", get.p50Millis(), "ms"));
        figures.add(Figure.of(NAME, "GetCluster, 99 of 100 are faster than", get.p99Millis(), "ms"));
        figures.add(Figure.of(NAME, "GetCluster, server CPU per request", get.cpuMicros(), "us")
                .beside("bare Armeria POST", bare.cpuMicros()));
        figures.add(Figure.of(NAME, "VersionService, %d in flight".formatted(Load.IN_FLIGHT), version.perSecond(), "/s")
                .beside("bare Armeria POST", bare.perSecond())
                .goal(Goal.Kind.RATIO_AT_LEAST, 0.5));
        figures.add(Figure.of(NAME, "VersionService, server CPU per request", version.cpuMicros(), "us")
                .beside("bare Armeria POST", bare.cpuMicros()));
        return figures;
    }

    private static Load get(Installation installation, String cluster) {
        var request = ClusterServiceGetRequest.newBuilder()
                .setProject(installation.project())
                .setUuid(cluster)
                .build();
        var calls = installation.calls();
        return new Load(
                calls.url().getPort(), "/api.v1.ClusterService/Get", PROTO, calls.token(), request.toByteString());
    }

    private static Load version(Installation installation) {
        var port = installation.calls().url().getPort();
        return new Load(port, "/api.v1.VersionService/Get", PROTO, "", ByteString.EMPTY);
    }

    private static Load.Result bare(Workbench bench) throws IOException, InterruptedException {
        var port = FreePorts.inARow(1);
        try (var server = BareArmeria.start(bench, port, VERSION_ANSWER_BYTES)) {
            return new Load(port, BareArmeria.PATH, PROTO, "", ByteString.EMPTY).run(bench, server.pid());
        }
    }
}
