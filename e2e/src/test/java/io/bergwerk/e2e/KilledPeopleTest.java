package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// The server is killed after each write of a sign-up, of joining by an invite and of a revocation: nothing is left
/// half
/// done, and the same call works afterwards.
class KilledPeopleTest {
    private static final int MOST_WRITES = 20;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> TABLES = List.of(
            "tenant",
            "tenant_member",
            "project",
            "project_member",
            "user_identity",
            "sign_in_attempt",
            "invite",
            "token");

    /// What must never be there, each with a count that has to be zero.
    private static final List<String> HALF_DONE = List.of("""
            SELECT count(*) FROM tenant t
            WHERE NOT EXISTS (SELECT FROM tenant_member m WHERE m.tenant = t.login AND m.role = 'OWNER')""", """
            SELECT count(*) FROM tenant t
            WHERE personal AND NOT EXISTS (SELECT FROM project p WHERE p.tenant = t.login AND p.is_default)""", """
            SELECT count(*) FROM project p
            WHERE NOT EXISTS (SELECT FROM project_member m WHERE m.project = p.id AND m.role = 'OWNER')""", """
            SELECT count(*) FROM tenant t WHERE login LIKE '%@github'
            AND NOT EXISTS (SELECT FROM user_identity i WHERE i.user_login = t.login)""");

    private interface Act {
        /// Throws, or waits for ever, when the server dies.
        void call();

        /// Looks at what a death has left, and does it again.
        void afterDeath();
    }

    @Test
    void nothingIsLeftHalfDone() throws SQLException {
        try (var github = new FakeGithub();
                var installation = Installation.named("killed-people")
                        .plain()
                        .with("SIGN_IN_GITHUB_CLIENT_ID", "the-client")
                        .with("SIGN_IN_GITHUB_CLIENT_SECRET", "the-secret")
                        .with("SIGN_IN_GITHUB_PAGE", github.address())
                        .with("SIGN_IN_GITHUB_API", github.address())) {
            installation.start();
            var boss = new Account(new SignIn(installation).as("boss"));
            try (var writes = PausedWrites.in(installation, TABLES)) {
                var killed = "sign-up %d, joining a project %d, joining a tenant %d, revocation %d"
                        .formatted(
                                kill(installation, writes, number -> signUp(installation, number)),
                                kill(installation, writes, number -> join(installation, writes, boss, number, true)),
                                kill(installation, writes, number -> join(installation, writes, boss, number, false)),
                                kill(installation, writes, _ -> revocation(boss)));

                System.out.println("killed after each write: " + killed);
            }
        }
    }

    /// Answers after how many writes the server was killed.
    private static int kill(Installation installation, PausedWrites writes, IntFunction<Act> acts) throws SQLException {
        for (var number = 1; number <= MOST_WRITES; number++) {
            var act = acts.apply(number);
            writes.after(number);
            var call = CompletableFuture.runAsync(act::call);
            Await.holds(
                    "write " + number + " or the end",
                    LIMIT,
                    () -> call.isDone() || writes.waiting().isPresent(),
                    () -> call);
            if (call.isDone()) {
                call.join();
                writes.release(Optional.empty());
                assertThat(number).as("writes were seen").isGreaterThan(1);
                return number - 1;
            }
            var dead = writes.waiting();
            installation.kill();
            writes.release(dead);
            installation.start();
            for (var halfDone : HALF_DONE) {
                assertThat(writes.number(halfDone))
                        .as("write %d: %s", number, halfDone)
                        .isZero();
            }
            act.afterDeath();
        }
        throw new AssertionError("more than " + MOST_WRITES + " writes");
    }

    private static Act signUp(Installation installation, int number) {
        var name = "miner" + number;
        var browser = new GithubBrowser(installation.url(), name);
        var callback = browser.begin();
        return new Act() {
            @Override
            public void call() {
                browser.comeBack(callback);
            }

            @Override
            public void afterDeath() {
                var token = browser.comeBack(browser.begin());
                var user = new Account(new Api(installation.url(), token));
                assertThat(user.login()).isEqualTo(name + "@github");
                assertThat(user.project()).isNotEmpty();
            }
        };
    }

    private static Act join(
            Installation installation, PausedWrites writes, Account boss, int number, boolean ofProject) {
        var service = ofProject ? "api.v1.ProjectService/" : "api.v1.TenantService/";
        var guest = new Account(new SignIn(installation).as((ofProject ? "p-guest" : "t-guest") + number));
        var secret = boss.api()
                .call(
                        service + "Invite",
                        ofProject
                                ? "{\"project\": \"%s\", \"role\": \"PROJECT_ROLE_VIEWER\"}".formatted(boss.project())
                                : "{\"login\": \"%s\", \"role\": \"TENANT_ROLE_VIEWER\"}".formatted(boss.login()))
                .ok()
                .at("/invite/secret")
                .asText();
        var members = ofProject ? "project_member" : "tenant_member WHERE tenant = '" + boss.login() + "'";
        var joined = "SELECT count(*) FROM %s %s member = '%s'"
                .formatted(members, ofProject ? "WHERE project = '" + boss.project() + "' AND" : "AND", guest.login());
        var open = "SELECT count(*) FROM invite WHERE secret = '%s'".formatted(secret);
        return new Act() {
            @Override
            public void call() {
                guest.api()
                        .call(service + "InviteAccept", "{\"secret\": \"%s\"}".formatted(secret))
                        .ok();
            }

            @Override
            public void afterDeath() {
                assertThat(List.of(writes.number(joined), writes.number(open))).containsExactly(0L, 1L);
                call();
                assertThat(List.of(writes.number(joined), writes.number(open))).containsExactly(1L, 0L);
            }
        };
    }

    private static Act revocation(Account boss) {
        var made = boss.api()
                .call("api.v1.TokenService/Create", "{\"description\": \"to be revoked\"}")
                .ok();
        var token = boss.api().withToken(made.path("secret").asText());
        var revoke = "{\"uuid\": \"%s\"}".formatted(made.at("/token/uuid").asText());
        return new Act() {
            @Override
            public void call() {
                boss.api().call("api.v1.TokenService/Revoke", revoke).ok();
            }

            @Override
            public void afterDeath() {
                assertThat(token.call("api.v1.UserService/Get", "{}").status()).isEqualTo(200);
                call();
                assertThat(token.call("api.v1.UserService/Get", "{}").status()).isEqualTo(401);
            }
        };
    }

    /// Somebody who signs in with GitHub, where their name is their code.
    private record GithubBrowser(URI url, String name) {
        /// Answers the address at which GitHub would send the browser back, with the cookie behind a space.
        String begin() {
            var sent = get(url.resolve("/auth/github?redirect-url=" + SignIn.CALLBACK), "");
            var state = sent.headers().firstValue("location").orElseThrow().replaceFirst(".*[?&]state=([^&]*).*", "$1");
            var cookie = sent.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
            return "/auth/github/callback?code=%s&state=%s %s".formatted(name, state, cookie);
        }

        /// Answers the token.
        String comeBack(String callback) {
            var parts = callback.split(" ", 2);
            var location = get(url.resolve(parts[0]), parts[1])
                    .headers()
                    .firstValue("location")
                    .orElse("");
            assertThat(location).startsWith(SignIn.CALLBACK + "?token=");
            return location.substring(location.indexOf('=') + 1);
        }

        private static HttpResponse<String> get(URI uri, String cookie) {
            var request = HttpRequest.newBuilder(uri).GET();
            return Api.exchange(
                    (cookie.isEmpty() ? request : request.header("Cookie", cookie)).build(), BodyHandlers.ofString());
        }
    }
}
