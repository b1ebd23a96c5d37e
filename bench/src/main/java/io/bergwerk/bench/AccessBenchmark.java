package io.bergwerk.bench;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What it costs to know who calls and what they may do, and how soon every server refuses what they may not do
/// any more.
final class AccessBenchmark implements Benchmark {
    private static final String NAME = "access";
    private static final int ROUNDS = 3;
    private static final int FIRST_WARM_UP_SECONDS = 20;
    private static final int WARM_UP_SECONDS = 2;
    private static final int SECONDS = 6;

    @Override
    public List<Figure> run(Workbench bench) throws IOException, InterruptedException {
        var database = Database.start(bench);
        var here = Installation.withoutClusters(bench, database);
        var sql = Sql.open(bench, database);
        var people = new PeopleRows(sql);
        var tokens = SignedTokens.of(sql);
        var user = people.user("user@bench");
        var owner = people.user("owner@bench");
        var project = people.project(people.organisation("org-bench"), "bench");
        people.projectMember(project, owner, "OWNER");
        people.projectMember(project, user, "OWNER");
        var token = tokens.forUser(user).text();
        var figures = new ArrayList<Figure>();
        figures.addAll(checks(new CheckCost(database, token, project).measure(bench)));
        figures.addAll(http(bench, here, token));
        var there = Installation.withoutClusters(bench, database);
        var notified = LostRights.notified(sql, Sql.open(bench, database));
        try (var toHere = new KeptConnection(here.calls().url().getPort());
                var toThere = new KeptConnection(there.calls().url().getPort())) {
            var rights = new LostRights(sql, tokens, toHere, toThere);
            rights.revoked(user, project); // for the compiler
            var revoked = rights.revoked(user, project);
            var demoted = rights.demoted(owner, user, project);
            figures.addAll(LostRights.figures(NAME, "token revoked", revoked, notified));
            figures.addAll(LostRights.figures(NAME, "role taken", demoted, notified));
        }
        return figures;
    }

    private static List<Figure> checks(CheckCost.Cost cost) {
        var bare = "a handler behind no check";
        return List.of(
                Figure.of(NAME, "token and right checked, from memory: CPU added", cost.cached() - cost.bare(), "us")
                        .beside(bare, cost.bare())
                        .goal(Goal.Kind.AT_MOST, 10),
                Figure.of(NAME, "the same, read each time: CPU added", cost.uncached() - cost.bare(), "us")
                        .beside("from memory", cost.cached() - cost.bare()),
                Figure.of(NAME, "the same, read each time: CPU of PostgreSQL", cost.uncachedDatabase(), "us"));
    }

    /// One public method with and without a token, in turns: a token is looked at wherever it is given.
    private static List<Figure> http(Workbench bench, Installation installation, String token)
            throws IOException, InterruptedException {
        var without = load(installation, "");
        var with = load(installation, token);
        without.run(bench, installation.pid(), FIRST_WARM_UP_SECONDS, 1);
        var plain = new ArrayList<Load.Result>();
        var signedIn = new ArrayList<Load.Result>();
        for (var round = 0; round < ROUNDS; round++) {
            plain.add(without.run(bench, installation.pid(), WARM_UP_SECONDS, SECONDS));
            signedIn.add(with.run(bench, installation.pid(), WARM_UP_SECONDS, SECONDS));
        }
        return List.of(
                Figure.of(
                                NAME,
                                "VersionService with a token, server CPU",
                                median(signedIn, Load.Result::cpuMicros),
                                "us")
                        .beside("without a token", median(plain, Load.Result::cpuMicros)),
                Figure.of(NAME, "VersionService with a token", median(signedIn, Load.Result::perSecond), "/s")
                        .beside("without a token", median(plain, Load.Result::perSecond)));
    }

    private static Load load(Installation installation, String token) {
        var port = installation.calls().url().getPort();
        return new Load(port, "/api.v1.VersionService/Get", "application/proto", token, ByteString.EMPTY);
    }

    private static double median(List<Load.Result> results, ToDoubleFunction<Load.Result> value) {
        return Samples.of(results.stream().map(value::applyAsDouble).toList()).median();
    }
}
