package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.api.MethodPolicy;
import io.bergwerk.api.PublicContract;
import io.bergwerk.api.Scope;
import io.bergwerk.api.ValidMessages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every method, whoever calls it: forms of requests and answers, codings, errors, deadlines.
@ExtendWith(SharedInstallation.class)
class TransportTest {
    private static final String VERSION = "api.v1.VersionService/Get";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.v1.VersionService/Get",
                "api.v1.HealthService/Get",
                "api.v1.AssetService/List",
                "api.v1.PaymentService/GetDefaultPrices"
            })
    void publicMethodsNeedNoToken(String method, Installation installation) {
        var answer = installation.anonymous().call(method, "{}");

        assertThat(answer.ok()).isNotEmpty();
        assertThat(answer.header("content-type")).startsWith("application/json");
    }

    @Test
    void withoutATokenExactlyThePublicMethodsAreListed(Installation installation) {
        var listed = installation
                .anonymous()
                .call("api.v1.MethodService/List", "{}")
                .ok()
                .path("methods");

        var names = listed.valueStream().map(node -> node.asText()).toList();
        assertThat(names).isSorted().containsAll(publicMethods());
        assertThat(names).filteredOn(name -> !name.startsWith("/bergwerk.v1.")).hasSameSizeAs(publicMethods());
    }

    private static List<String> publicMethods() {
        return PublicContract.policies().stream()
                .filter(policy -> policy.scope() == Scope.PUBLIC)
                .map(MethodPolicy::path)
                .toList();
    }

    @Test
    void getIsNotAllowedOnAMethod(Installation installation) {
        var answer = Api.send(installation.anonymous().request(VERSION).GET());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("POST");
    }

    @Test
    void anUnknownPathIsNotFound(Installation installation) {
        assertThat(installation.anonymous().call("api.v1.NoService/Get", "{}").status())
                .isEqualTo(404);
        assertThat(installation
                        .anonymous()
                        .call("api.v1.CouponService/List", "{}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anUnknownContentTypeIsRefusedWithTheKnownOnes(Installation installation) {
        var answer = post(installation.anonymous().request(VERSION), "text/plain", "{}");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("accept-post")).contains("application/json").contains("application/proto");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "[]", "\"x\"", "{\"a\":"})
    void brokenJsonIsInvalid(String body, Installation installation) {
        var answer = installation.anonymous().call(VERSION, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_argument");
    }

    @Test
    void anEmptyBinaryBodyIsAnEmptyMessage(Installation installation) {
        var answer = post(installation.anonymous().request(VERSION), "application/proto", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/proto");
    }

    @Test
    void bothCasesOfFieldNamesAndUnknownFieldsAreTaken(Installation installation) {
        var caller = new Account(installation.admin());
        var snake = caller.api()
                .call(
                        "api.v1.TokenService/Create",
                        "{\"description\":\"x1\",\"expires\":\"3600s\",\"project_roles\":{\"%s\":\"PROJECT_ROLE_VIEWER\"},\"nonsense\":1}"
                                .formatted(caller.project()))
                .ok()
                .path("token");
        var camel = caller.api()
                .call(
                        "api.v1.TokenService/Create",
                        "{\"description\":\"x1\",\"expires\":\"3600s\",\"projectRoles\":{\"%s\":3}}"
                                .formatted(caller.project()))
                .ok()
                .path("token");

        assertThat(camel.path("projectRoles"))
                .isEqualTo(snake.path("projectRoles"))
                .isNotEmpty();
        assertThat(snake.path("expires").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(snake.path("issuedAt").asText()).endsWith("Z");
        assertThat(snake.has("tenantRoles") || snake.has("permissions")).isFalse();
    }

    @Test
    void anAnswerIsCodedAsTheClientAsksOrPlain(Installation installation) {
        var asked = send(installation, "s2,snappy,zstd,gzip");
        var unknown = send(installation, "s2");

        assertThat(asked.header("content-encoding")).isIn("", "gzip", "zstd");
        assertThat(unknown.header("content-encoding")).isIn("", "identity");
        assertThat(unknown.status()).isEqualTo(200);
    }

    private static Api.Answer send(Installation installation, String codings) {
        var request =
                installation.anonymous().request("api.v1.AssetService/List").header("Accept-Encoding", codings);
        return post(request, "application/proto", "");
    }

    @Test
    void requestsMayBeGzippedAndInNoOtherCoding(Installation installation) throws IOException {
        var gzipped = Api.send(installation
                .anonymous()
                .request(VERSION)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip("{}"))));
        var other = post(
                installation.anonymous().request(VERSION).header("Content-Encoding", "s2"), "application/json", "{}");

        assertThat(gzipped.ok()).isNotEmpty();
        assertThat(other.code()).isEqualTo("unimplemented");
        assertThat(other.message()).contains("gzip");
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "Bearer"})
    void anEmptyBearerIsNoToken(String header, Installation installation) {
        var assets = post(authorized(installation, "api.v1.AssetService/List", header), "application/json", "{}");
        var projects = post(authorized(installation, "api.v1.ProjectService/List", header), "application/json", "{}");

        assertThat(assets.status()).isEqualTo(200);
        assertThat(projects.status()).isEqualTo(401);
        assertThat(projects.code()).isEqualTo("unauthenticated");
    }

    private static HttpRequest.Builder authorized(Installation installation, String method, String header) {
        return installation.anonymous().request(method).header("Authorization", header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/proto"})
    void anErrorIsJsonAndNamesTheField(String contentType, Installation installation) {
        var body = contentType.endsWith("json") ? "{\"project\":\"x\"}" : "\n\1x";
        var answer = post(installation.administrator().request("api.v1.ProjectService/Get"), contentType, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.code()).isEqualTo("invalid_argument");
        assertThat(answer.message()).startsWith("validation error: project");
        assertThat(answer.body().at("/details/0/type").asText()).isEqualTo("buf.validate.Violations");
    }

    @Test
    void aDeadlineEndsACallOrIsKept(Installation installation) {
        var answer = post(
                installation.admin().request("api.v1.UserService/Get").header("Connect-Timeout-Ms", "1"),
                "application/json",
                "{}");

        assertThat(answer.code()).isIn("", "deadline_exceeded");
        assertThat(answer.status()).isIn(200, 504);
    }

    /// A client that waits for the headers has to get them though there is nothing to tell.
    @Test
    void aWatchOfAnEmptyProjectIsOpenAndSilentUntilThereIsACluster(Installation installation) {
        var owner = new Account(new SignIn(installation).as("erna"));
        var project = "{\"project\": \"%s\"}".formatted(owner.project());

        try (var stream = Stream.json(owner.api(), "api.v1.ClusterService/WatchStatus", project)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("content-type")).isEqualTo("application/connect+json");
            var cluster = new ClusterCalls(owner, owner.createCluster("first"));

            var message = stream.await("a first message", Duration.ofSeconds(10), _ -> true);

            assertThat(message.body().at("/status/uuid").asText()).isEqualTo(cluster.uuid());
            assertThat(stream.isOpen()).isTrue();
            cluster.call("Delete").ok();
            cluster.awaitGone();
        }
    }

    @Test
    void aMalformedDeadlineOrAnUnknownProtocolVersionIsInvalid(Installation installation) {
        var deadline = installation.anonymous().request(VERSION).header("Connect-Timeout-Ms", "soon");
        var version = installation.anonymous().request(VERSION).header("Connect-Protocol-Version", "2");

        assertThat(post(deadline, "application/json", "{}").code()).isEqualTo("invalid_argument");
        assertThat(post(version, "application/json", "{}").code()).isEqualTo("invalid_argument");
    }

    @Test
    void pagesOfTheConsoleMayCallAndOthersMayNot(Installation installation) {
        var own = preflight(installation, installation.url().toString());
        var foreign = preflight(installation, "https://evil.example");

        assertThat(own.status()).isIn(200, 204);
        assertThat(own.header("access-control-allow-origin"))
                .isEqualTo(installation.url().toString());
        assertThat(own.header("access-control-allow-methods")).contains("POST");
        assertThat(own.header("access-control-allow-headers").toLowerCase(java.util.Locale.ROOT))
                .contains("authorization", "content-type", "connect-protocol-version");
        assertThat(own.header("access-control-max-age")).isEqualTo("7200");
        assertThat(foreign.header("access-control-allow-origin")).isEmpty();
    }

    private static Api.Answer preflight(Installation installation, String origin) {
        return Api.send(installation
                .anonymous()
                .request(VERSION)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,connect-protocol-version")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    @Test
    void whatIsNotBuiltIsUnimplementedBehindTheSameAuthentication(Installation installation) {
        var caller = new Account(installation.admin());
        var valid = new ValidMessages(caller.project(), caller.login());
        for (var method : BuiltMethods.unbuilt()) {
            var path = BuiltMethods.path(method);
            var body = new String(valid.of(method).toByteArray(), StandardCharsets.ISO_8859_1);

            assertThat(binary(installation.anonymous(), path, body).code())
                    .as(path)
                    .isEqualTo("unauthenticated");
            var answer = binary(installation.administrator(), path, body);
            assertThat(answer.code()).as(path + ": " + answer.message()).isEqualTo("unimplemented");
        }
    }

    private static Api.Answer binary(Api api, String path, String latin1) {
        return Api.send(api.request(path)
                .header("Content-Type", "application/proto")
                .POST(BodyPublishers.ofByteArray(latin1.getBytes(StandardCharsets.ISO_8859_1))));
    }

    private static Api.Answer post(HttpRequest.Builder request, String contentType, String body) {
        return Api.send(request.header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }
}
