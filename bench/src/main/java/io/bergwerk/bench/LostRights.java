package io.bergwerk.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;

/// How long one server goes on letting somebody in after another one has answered that it took their right
/// away.
///
/// @param here takes rights away
/// @param there is asked, and has the rights in memory
record LostRights(Sql sql, SignedTokens tokens, KeptConnection here, KeptConnection there) {
    private static final int ROUNDS = 300;
    private static final int WARM_CALLS = 3;
    private static final long LIMIT_NANOS = 60_000_000_000L;
    private static final int OK = 200;
    private static final int UNAUTHENTICATED = 401;
    private static final int DENIED = 403;

    /// Milliseconds from the answer of the revocation until the other server refuses the token.
    Samples revoked(String user, UUID project) throws IOException {
        var body = "{\"project\": \"%s\"}".formatted(project);
        var millis = new ArrayList<Double>();
        for (var token : tokens.forUser(user, ROUNDS)) {
            var probe = KeptConnection.post("api.v1.ProjectService/Get", token.text(), body);
            var revoke = KeptConnection.post(
                    "api.v1.TokenService/Revoke", token.text(), "{\"uuid\": \"%s\"}".formatted(token.id()));
            millis.add(round(probe, revoke, UNAUTHENTICATED));
        }
        return Samples.of(millis);
    }

    /// The same from the answer that somebody is no owner any more until they may not do what owners may.
    Samples demoted(String owner, String user, UUID project) throws IOException {
        var probe = KeptConnection.post(
                "api.v1.ProjectService/InvitesList",
                tokens.forUser(user).text(),
                "{\"project\": \"%s\"}".formatted(project));
        var ownersToken = tokens.forUser(owner).text();
        var demote = role(ownersToken, user, project, "VIEWER");
        var promote = role(ownersToken, user, project, "OWNER");
        var millis = new ArrayList<Double>();
        while (millis.size() < ROUNDS) {
            here.time(promote, OK);
            until(probe, OK);
            millis.add(round(probe, demote, DENIED));
        }
        return Samples.of(millis);
    }

    private static byte[] role(String token, String user, UUID project, String role) {
        return KeptConnection.post(
                "api.v1.ProjectService/UpdateMember",
                token,
                "{\"project\": \"%s\", \"memberId\": \"%s\", \"role\": \"PROJECT_ROLE_%s\"}"
                        .formatted(project, user, role));
    }

    private double round(byte[] probe, byte[] change, int refusal) throws IOException {
        for (var i = 0; i < WARM_CALLS; i++) {
            there.time(probe, OK);
        }
        here.time(change, OK);
        var answered = System.nanoTime();
        until(probe, refusal);
        return (System.nanoTime() - answered) / 1e6;
    }

    private void until(byte[] probe, int status) throws IOException {
        var end = System.nanoTime() + LIMIT_NANOS;
        while (there.call(probe) != status) {
            if (System.nanoTime() > end) {
                throw new IOException("no answer with status %d within a minute".formatted(status));
            }
        }
    }

    /// Milliseconds from a NOTIFY on one connection until another one hears it.
    static Samples notified(Sql sender, Sql listener) throws IOException {
        listener.execute("LISTEN bench");
        var millis = new ArrayList<Double>();
        while (millis.size() < ROUNDS) {
            var begun = System.nanoTime();
            sender.execute("NOTIFY bench, 'access token'");
            hear(listener);
            millis.add((System.nanoTime() - begun) / 1e6);
        }
        return Samples.of(millis);
    }

    private static void hear(Sql listener) throws IOException {
        try {
            var heard = listener.connection().unwrap(PGConnection.class).getNotifications((int) (LIMIT_NANOS / 1e6));
            if (heard == null || heard.length == 0) {
                throw new IOException("no notification within a minute");
            }
        } catch (SQLException e) {
            throw Sql.failed(e);
        }
    }

    static List<Figure> figures(String benchmark, String what, Samples taken, Samples notified) {
        var beside = "LISTEN/NOTIFY between two connections, ";
        return List.of(
                Figure.of(benchmark, what + " until another server refuses, p99", taken.percentile(99), "ms")
                        .beside(beside + "p99", notified.percentile(99))
                        .goal(Goal.Kind.AT_MOST, 1000),
                Figure.of(benchmark, what + " until another server refuses, median", taken.median(), "ms")
                        .beside(beside + "median", notified.median()),
                Figure.of(benchmark, what + ", longest of %d".formatted(taken.count()), taken.highest(), "ms")
                        .beside(beside + "longest", notified.highest()));
    }
}
