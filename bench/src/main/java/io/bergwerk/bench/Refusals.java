package io.bergwerk.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/// Whether the time of a refusal tells what is there from what is not.
///
/// What is there and what is not are asked for in a random order over one connection. What two halves of the
/// same kind differ by says what is noise.
record Refusals(Population population, KeptConnection connection) {
    private static final int WARM_UP = 1000;
    private static final int CALLS = 5000;
    private static final int SUBJECTS = 200;
    private static final int SEED = 7;
    private static final int DENIED = 403;
    private static final int NOT_FOUND = 404;

    /// One kind of subject.
    ///
    /// @param foreign calls about what is there
    /// @param absent calls about what is not, of the same form
    /// @param status that both are answered with
    private record Kind(String name, List<byte[]> foreign, List<byte[]> absent, int status) {}

    List<Figure> figures(String benchmark) throws IOException {
        var figures = new ArrayList<Figure>();
        for (var kind : kinds()) {
            measure(kind, WARM_UP);
            figures.addAll(figures(benchmark, kind.name(), measure(kind, CALLS)));
        }
        return figures;
    }

    /// Microseconds of each call.
    private record Taken(List<Double> foreign, List<Double> absent) {}

    private Taken measure(Kind kind, int each) throws IOException {
        var random = new Random(SEED);
        var foreign = new ArrayList<Double>();
        var absent = new ArrayList<Double>();
        while (foreign.size() < each || absent.size() < each) {
            var there = random.nextBoolean();
            var into = there ? foreign : absent;
            var calls = there ? kind.foreign() : kind.absent();
            var micros = connection.time(calls.get(random.nextInt(calls.size())), kind.status()) / 1e3;
            into.add(micros);
        }
        return new Taken(foreign, absent);
    }

    private static List<Figure> figures(String benchmark, String kind, Taken taken) {
        var halves = new ArrayList<List<Double>>(List.of(new ArrayList<>(), new ArrayList<>()));
        for (var i = 0; i < taken.absent().size(); i++) {
            halves.get(i % 2).add(taken.absent().get(i));
        }
        var noise = "two halves of the absent ones";
        var name = "foreign less absent " + kind;
        return List.of(
                Figure.of(benchmark, name + ", difference of medians", between(taken.foreign(), taken.absent()), "us")
                        .beside(noise, between(halves.get(0), halves.get(1))),
                Figure.of(benchmark, name + ", Welch's t", Welch.t(taken.foreign(), taken.absent()), "")
                        .beside(noise, Welch.t(halves.get(0), halves.get(1))),
                Figure.of(
                                benchmark,
                                "foreign " + kind + " refused, median",
                                Samples.of(taken.foreign()).median(),
                                "us")
                        .beside("absent one", Samples.of(taken.absent()).median()));
    }

    private static double between(List<Double> one, List<Double> other) {
        return Samples.of(one).median() - Samples.of(other).median();
    }

    private List<Kind> kinds() throws IOException {
        var sql = population.sql();
        var token = population.signer().forUser(population.person().login()).text();
        var own = population.person().project();
        var tenants = sql.column(
                String.class, "SELECT login FROM tenant WHERE login LIKE 'org-9___' ORDER BY 1 LIMIT " + SUBJECTS);
        var projects = sql.column(UUID.class, "SELECT id FROM project WHERE tenant LIKE 'org-9___' LIMIT " + SUBJECTS);
        var users = sql.column(
                String.class, "SELECT login FROM tenant WHERE login LIKE 'user-4___@bench' LIMIT " + SUBJECTS);
        var kinds = new ArrayList<Kind>();
        kinds.add(kind(
                "tenant", "TenantService/Get", token, "{\"login\": \"%s\"}", tenants, numbered("org-x%03d"), DENIED));
        kinds.add(kind(
                "project", "ProjectService/Get", token, "{\"project\": \"%s\"}", projects, UUID::randomUUID, DENIED));
        kinds.add(kind(
                "user",
                "ProjectService/RemoveMember",
                token,
                "{\"project\": \"%s\", \"memberId\": \"%%s\"}".formatted(own),
                users,
                numbered("user-x%03d@bench"),
                NOT_FOUND));
        kinds.add(kind(
                "invite",
                "ProjectService/InviteGet",
                token,
                "{\"secret\": \"%s\"}",
                invites(tenants),
                () -> UUID.randomUUID().toString().replace("-", ""),
                NOT_FOUND));
        return kinds;
    }

    /// To tenants, so that asking for them as invites to a project is refused as if there were none.
    private List<String> invites(List<String> tenants) throws IOException {
        var secrets = new ArrayList<String>();
        for (var tenant : tenants) {
            secrets.add(population.people().invite(tenant, "user-1@bench"));
        }
        return secrets;
    }

    private static Supplier<String> numbered(String form) {
        var next = new int[1];
        return () -> form.formatted(next[0]++);
    }

    private static Kind kind(
            String name, String method, String token, String form, List<?> foreign, Supplier<?> absent, int status) {
        var there = new ArrayList<byte[]>();
        var missing = new ArrayList<byte[]>();
        for (var subject : foreign) {
            there.add(KeptConnection.post("api.v1." + method, token, form.formatted(subject)));
            missing.add(KeptConnection.post("api.v1." + method, token, form.formatted(absent.get())));
        }
        return new Kind(name, there, missing, status);
    }
}
