package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.testing.Eventually;
import io.bergwerk.testing.engine.Certificates;
import io.bergwerk.testing.engine.EngineCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigTest {
    private static final String BASE = "garden-%s--demo".formatted(TestCloud.PROJECT);

    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    @Test
    void aKubeconfigHasTheOneFormThatClientsTakeApart() throws Exception {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");

        var yaml = read(ask(server, cluster, KubeconfigRole.ADMIN, Optional.of(Duration.ofMinutes(10))));

        assertThat(yaml.at("/kind").asText()).isEqualTo("Config");
        assertThat(yaml.at("/apiVersion").asText()).isEqualTo("v1");
        assertThat(yaml.at("/current-context").asText()).isEqualTo(BASE + "-external");
        assertThat(yaml.at("/clusters").findValuesAsText("name"))
                .containsExactly(BASE + "-external", BASE + "-internal");
        assertThat(yaml.at("/contexts").findValuesAsText("name"))
                .containsExactly(BASE + "-external", BASE + "-internal");
        assertThat(yaml.at("/users").findValuesAsText("name")).containsExactly(BASE + "-external");
        assertThat(yaml.findValuesAsText("user")).contains(BASE + "-external");
        assertThat(yaml.findValuesAsText("server"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("https://127.0.0.1:"));
        assertThat(pem(yaml, "certificate-authority-data")).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(pem(yaml, "client-key-data")).contains("PRIVATE KEY-----");

        var certificate = Certificates.parse(pem(yaml, "client-certificate-data"));
        var now = cloud.clock().instant();
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofMinutes(10)));
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(now.minus(Duration.ofMinutes(5)));
        assertThat(certificate.getSubjectX500Principal().getName()).contains("CN=anna@local");
        assertThat(cloud.world().bindings(cluster.id())).hasSize(1);
    }

    @Test
    void withADomainTheServersAreNames() throws Exception {
        cloud.reachedBy(
                new ClusterAddresses(URI.create("https://api.example.org"), Optional.of("k8s.example.org"), 8082));
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");

        var yaml = read(ask(server, cluster, KubeconfigRole.ADMIN, Optional.empty()));

        assertThat(yaml.findValuesAsText("server"))
                .containsExactly(
                        "https://api.demo.9b1e3c5a7d.k8s.example.org:8082",
                        "https://api.demo.9b1e3c5a7d.internal.k8s.example.org:8082");
    }

    @Test
    void thePortOfHttpsIsLeftOut() {
        var addresses =
                new ClusterAddresses(URI.create("https://api.example.org"), Optional.of("k8s.example.org"), 443);

        assertThat(addresses.externalServer(
                        TestCloud.PROJECT, new ClusterName("demo"), URI.create("https://127.0.0.1:20000")))
                .isEqualTo("https://api.demo.9b1e3c5a7d.k8s.example.org");
    }

    @Test
    void aServerWithoutTheEngineAnswersToo() throws Exception {
        var holder = cloud.server();
        var other = cloud.bystander();
        var cluster = cloud.createReady(holder, "demo");

        var yaml = read(ask(other, cluster, KubeconfigRole.VIEWER, Optional.empty()));

        assertThat(pem(yaml, "client-certificate-data")).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(cloud.world().bindings(cluster.id())).hasSize(1);
    }

    @Test
    void oneWayServesBothCases() {
        var holder = cloud.server();
        var other = cloud.bystander();
        var cluster = cloud.createReady(holder, "demo");

        for (var server : List.of(holder, other)) {
            var millis = LongStream.range(0, 40)
                    .map(_ -> millisOf(server, cluster))
                    .sorted()
                    .toArray();
            System.out.printf(
                    "figure: kubeconfig through the server %s the engine: median %d ms, slowest %d ms%n",
                    server == holder ? "with" : "without", millis[20], millis[39]);
        }

        assertThat(cloud.world().bindings(cluster.id())).hasSize(80);
    }

    private static long millisOf(TestPlatform server, Cluster cluster) {
        var begin = System.nanoTime();
        ask(server, cluster, KubeconfigRole.VIEWER, Optional.empty());
        return (System.nanoTime() - begin) / 1_000_000;
    }

    @Test
    void nothingSecretStaysInTheDatabase() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");

        ask(server, cluster, KubeconfigRole.ADMIN, Optional.empty());

        assertThat(count(server, "kubeconfig_request")).isZero();
        var row = server.database()
                .withHandle(tx ->
                        tx.createQuery("SELECT * FROM kubeconfig").mapToMap().one());
        assertThat(row.toString()).doesNotContain("BEGIN", "PRIVATE");
    }

    @Test
    void withoutTheServerThatHasTheEngineTheAskerIsToldToTryLater() {
        var holder = cloud.server();
        var cluster = cloud.createReady(holder, "demo");
        holder.close();
        var other = cloud.bystander();

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ask(other, cluster, KubeconfigRole.ADMIN, Optional.empty()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .withMessageContaining("demo");

        cloud.server();
        Eventually.until(
                "the unfetched one is taken back", () -> count(other, "kubeconfig WHERE removed_at IS NOT NULL") == 1);
        assertThat(cloud.world().bindings(cluster.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT9M59S", "PT0S", "PT-1H", "PT24H1S"})
    void anExpirationOutOfBoundsIsRefused(String expiration) {
        var server = cloud.bystander();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("demo"));

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ask(server, cluster, KubeconfigRole.ADMIN, Optional.of(Duration.parse(expiration))))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("expiration: " + expiration)
                .withMessageContaining("at most 24 hours");
    }

    @Test
    void aClusterThatIsNotReadyOrGoingGivesNone() {
        cloud.world().staysSilent(EngineCall.ENSURE_CONTROL_PLANE);
        cloud.world().staysSilent(EngineCall.REMOVE_WORKERS);
        var server = cloud.server();
        var cluster = server.clusters().create(TestCloud.owner(), TestCloud.draft("demo"));
        assertFailedPrecondition(server, cluster, "not there yet");

        server.clusters().delete(TestCloud.owner(), cluster.id());
        assertFailedPrecondition(server, cluster, "being deleted");
    }

    @Test
    void anExpiredOneLosesItsBinding() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        ask(server, cluster, KubeconfigRole.ADMIN, Optional.of(Duration.ofMinutes(10)));
        ask(server, cluster, KubeconfigRole.ADMIN, Optional.of(Duration.ofHours(1)));

        cloud.advance(Duration.ofMinutes(11));

        // The sweep finds it; in production its own due time does.
        cloud.database().execute("UPDATE work SET due = now() WHERE kind LIKE 'kubeconfig/%'");
        Eventually.until(
                "one binding is left",
                () -> cloud.world().bindings(cluster.id()).size() == 1);
        Eventually.until("one row is left", () -> count(server, "kubeconfig") == 1);
    }

    @Test
    void aClusterHasABoundedNumberOfLiveOnes() {
        var standard = ClusterConfig.DEFAULT;
        cloud.configure(new ClusterConfig(
                standard.domain(),
                standard.purpose(),
                standard.workersMax(),
                standard.perProjectMax(),
                standard.workersPerProjectMax(),
                standard.kubeconfigMax(),
                2,
                standard.kubeconfigPatience(),
                standard.keepDeleted()));
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        ask(server, cluster, KubeconfigRole.ADMIN, Optional.empty());
        ask(server, cluster, KubeconfigRole.ADMIN, Optional.empty());

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ask(server, cluster, KubeconfigRole.ADMIN, Optional.empty()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
    }

    private void assertFailedPrecondition(TestPlatform server, Cluster cluster, String told) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ask(server, cluster, KubeconfigRole.ADMIN, Optional.empty()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
                .withMessageContaining(told);
    }

    private static String ask(
            TestPlatform server, Cluster cluster, KubeconfigRole role, Optional<Duration> expiration) {
        return server.feature().access().kubeconfig(TestCloud.owner(), cluster.id(), role, expiration);
    }

    private static JsonNode read(String yaml) throws Exception {
        return new YAMLMapper().readTree(yaml);
    }

    private static String pem(JsonNode yaml, String field) {
        var base64 = yaml.findValuesAsText(field).getFirst();
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
    }

    private static int count(TestPlatform server, String from) {
        return server.database()
                .withHandle(tx -> tx.createQuery("SELECT count(*) FROM " + from)
                        .mapTo(Integer.class)
                        .one());
    }
}
