package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Two servers on one database, the second one with TLS: what one writes the other serves, and only one runs clusters.
class TwoServersTest {
    private static final Duration NEWS = Duration.ofSeconds(3);

    @Test
    void whatOneServerWritesTheOtherServes() {
        try (var first = Installation.named("first").plain().start()) {
            var tls = Certificate.make();
            try (var second = second(first, tls).start()) {
                var owner = new Account(first.admin());
                var python = new PythonClient("https://localhost:" + second.port(), first.adminToken());
                var cluster = ClusterCalls.create(owner, "both");

                var listed =
                        python.ask("list", "--grpc", "--ca", tls.certificate().toString());
                var seen = python.run(
                        "watch",
                        cluster.uuid(),
                        "--state",
                        "Succeeded",
                        "--ca",
                        tls.certificate().toString());

                assertThat(listed.path("uuids").toString()).contains(cluster.uuid());
                assertThat(seen.getLast().path("state").asText()).isEqualTo("Succeeded");
                assertThat(Processes.named(first.data(), "kube-apiserver")).isPresent();
                assertThat(Processes.named(second.data(), "kube-apiserver")).isEmpty();
                assertRevocationIsHeard(owner, second, tls);
                cluster.call("Delete").ok();
                cluster.awaitGone();
                second.stop();
            }
            first.stop();
            Faults.report("two servers on one database", "one runs the clusters, both serve them");
        }
    }

    private static Installation second(Installation first, Certificate tls) {
        return Installation.named("second")
                .plain()
                .with("DATABASE_URL", first.databaseUrl())
                .with("DATABASE_USER", "bergwerk")
                .with("DATABASE_PASSWORD", first.databasePassword())
                .with("API_URL", first.url())
                .with("TLS_CERT", tls.certificate())
                .with("TLS_KEY", tls.key());
    }

    /// A token revoked at one server is refused by the other as soon as it has heard of it.
    private static void assertRevocationIsHeard(Account owner, Installation second, Certificate tls) {
        var made = owner.api()
                .call("api.v1.TokenService/Create", "{\"description\": \"short\"}")
                .ok();
        var token = made.path("secret").asText();
        Secrets.KNOWN.add("token", token);
        assertThat(curlStatus(second, token, tls.certificate())).isEqualTo("200");

        owner.api()
                .call(
                        "api.v1.TokenService/Revoke",
                        "{\"uuid\": \"%s\"}".formatted(made.at("/token/uuid").asText()))
                .ok();

        Await.holds(
                "the revocation at the other server",
                NEWS,
                () -> curlStatus(second, token, tls.certificate()).equals("401"),
                () -> curlStatus(second, token, tls.certificate()));
    }

    private static String curlStatus(Installation second, String token, Path ca) {
        return Command.run(
                        Duration.ofSeconds(10),
                        "curl",
                        "--silent",
                        "--cacert",
                        ca.toString(),
                        "--header",
                        "Authorization: Bearer " + token,
                        "--header",
                        "Content-Type: application/json",
                        "--data",
                        "{}",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{http_code}",
                        "https://localhost:" + second.port() + "/api.v1.UserService/Get")
                .output();
    }
}
