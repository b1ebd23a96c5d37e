package io.bergwerk.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whether calls of somebody with a few memberships take longer where there are many people, and whether it
/// takes another time to refuse what is there than what is not.
final class PeopleBenchmark implements Benchmark {
    private static final String NAME = "people";
    private static final int WARM_UP = 2000;
    private static final int CALLS = 2000;
    private static final double RATIO = 2;

    /// The same call of the same person in both installations.
    private record Pair(List<byte[]> large, List<byte[]> small) {}

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var small = Population.small(bench);
        var large = Population.large(bench);
        var figures = new ArrayList<Figure>();
        try (var toSmall = small.connection();
                var toLarge = large.connection()) {
            for (var pair : pairs(large, small).entrySet()) {
                figures.addAll(compare(pair.getKey(), pair.getValue(), toLarge, toSmall));
            }
            figures.add(Figure.of(NAME, "memberships in the large installation", (double) large.members(), "")
                    .beside("in the small one", (double) small.members()));
            figures.addAll(new Refusals(large, toLarge).figures(NAME));
        }
        return figures;
    }

    private static Map<String, Pair> pairs(Population large, Population small) throws IOException {
        var large0 = large.signer().forUser(large.person().login()).text();
        var small0 = small.signer().forUser(small.person().login()).text();
        var pairs = new LinkedHashMap<String, Pair>();
        for (var method : List.of("ProjectService/List", "TenantService/List")) {
            pairs.put(
                    method,
                    new Pair(
                            List.of(KeptConnection.post("api.v1." + method, large0, "{}")),
                            List.of(KeptConnection.post("api.v1." + method, small0, "{}"))));
        }
        pairs.put("TenantService/Get", new Pair(List.of(large.tenantGet(large0)), List.of(small.tenantGet(small0))));
        pairs.put(
                "ProjectService/Get, rights in memory",
                new Pair(List.of(large.projectGet(large0)), List.of(small.projectGet(small0))));
        pairs.put(
                "ProjectService/Get, first call of a token",
                new Pair(large.firstCalls(CALLS), small.firstCalls(CALLS)));
        return pairs;
    }

    /// In turns, so that both see the same machine.
    private static List<Figure> compare(String what, Pair pair, KeptConnection toLarge, KeptConnection toSmall)
            throws IOException {
        if (pair.large().size() == 1) {
            for (var i = 0; i < WARM_UP; i++) {
                toLarge.time(pair.large().getFirst(), 200);
                toSmall.time(pair.small().getFirst(), 200);
            }
        }
        var large = new ArrayList<Double>();
        var small = new ArrayList<Double>();
        for (var i = 0; i < CALLS; i++) {
            large.add(toLarge.time(pair.large().get(i % pair.large().size()), 200) / 1e6);
            small.add(toSmall.time(pair.small().get(i % pair.small().size()), 200) / 1e6);
        }
        var inLarge = Samples.of(large);
        var inSmall = Samples.of(small);
        return List.of(
                Figure.of(NAME, what + ", large, p99", inLarge.percentile(99), "ms")
                        .beside("small, p99", inSmall.percentile(99))
                        .goal(Goal.Kind.RATIO_AT_MOST, RATIO),
                Figure.of(NAME, what + ", large, median", inLarge.median(), "ms")
                        .beside("small, median", inSmall.median()));
    }
}
