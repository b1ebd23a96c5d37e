package io.bergwerk.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What it costs to leave traces of a call, and how soon one finds them among a million of two weeks.
final class AuditBenchmark implements Benchmark {
    private static final String NAME = "audit";
    private static final int LIMIT_MILLIS = 100;
    private static final int WARM_UP = 20_000;
    private static final int CALLS = 20_000;

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var database = Database.start(bench);
        var installation = Installation.withoutClusters(bench, database);
        var sql = Sql.open(bench, database);
        var people = new PeopleRows(sql);
        var owner = people.user("owner@bench");
        people.organisation(AuditRows.TENANT);
        people.member(AuditRows.TENANT, owner, "OWNER");
        var tokens = SignedTokens.of(sql);
        var token = tokens.forUser(owner).text();
        var rows = AuditRows.fill(sql);
        var figures = new ArrayList<Figure>();
        try (var connection = new KeptConnection(installation.calls().url().getPort())) {
            figures.addAll(searches(AuditSearches.ofOwner(rows, connection, token)));
            var administrator = tokens.forAdministrator().text();
            figures.addAll(searches(AuditSearches.ofAdministrator(rows, connection, administrator)));
        }
        figures.addAll(writes(installation, database, token));
        return figures;
    }

    private static List<Figure> searches(AuditSearches searches) throws IOException {
        var figures = new ArrayList<Figure>();
        var byId = searches.byId();
        for (var search : searches.all()) {
            figures.add(Figure.of(NAME, search.what() + ": p99", search.millis().percentile(99), "ms")
                    .beside("a trace by its id, p99", byId.percentile(99))
                    .goal(Goal.Kind.AT_MOST, LIMIT_MILLIS));
            figures.add(
                    Figure.of(NAME, search.what() + ": median", search.millis().median(), "ms")
                            .beside("a trace by its id, median", byId.median()));
        }
        return figures;
    }

    /// Both calls read one row for the caller and answer it; only one of them leaves traces.
    private static List<Figure> writes(Installation installation, Database database, String token)
            throws IOException, InterruptedException {
        var audited = KeptConnection.post("api.v1.TokenService/List", token, "{}");
        var other = KeptConnection.post("api.v1.TenantService/List", token, "{\"id\": \"owner@bench\"}");
        var without = CallCost.of(installation, database, other, WARM_UP, CALLS);
        var with = CallCost.of(installation, database, audited, WARM_UP, CALLS);
        var beside = "one that leaves none";
        return List.of(
                Figure.of(NAME, "call that leaves traces, CPU of the server", with.server(), "us")
                        .beside(beside, without.server()),
                Figure.of(NAME, "call that leaves traces, CPU of PostgreSQL", with.database(), "us")
                        .beside(beside, without.database()),
                Figure.of(
                                NAME,
                                "call that leaves traces, 8 in flight, median",
                                with.millis().median(),
                                "ms")
                        .beside(beside, without.millis().median()),
                Figure.of(
                                NAME,
                                "call that leaves traces, 8 in flight, p99",
                                with.millis().percentile(99),
                                "ms")
                        .beside(beside, without.millis().percentile(99)));
    }
}
