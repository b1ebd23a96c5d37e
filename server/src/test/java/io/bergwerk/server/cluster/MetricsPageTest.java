package io.bergwerk.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.auth.AuthToken;
import com.linecorp.armeria.server.Server;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetricsPageTest {
    @RegisterExtension
    final TestCloud cloud = new TestCloud();

    private final List<Server> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop().join());
    }

    @Test
    void thePageIsForThoseWhoKnowItsPassword() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var page = pageOf(server);
        var login = cluster.monitoring();

        assertThat(get(page, cluster, login.username(), login.password())).isEqualTo("200 bergwerk_cluster_nodes 2");
        assertThat(get(page, cluster, login.username(), "guess")).isEqualTo("401");
        assertThat(get(page, cluster, "root", login.password())).isEqualTo("401");
        assertThat(page.get("/clusters/%s/metrics".formatted(cluster.id()))
                        .aggregate()
                        .join()
                        .status())
                .isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(page.get("/clusters/nonsense/metrics").aggregate().join().status())
                .isEqualTo(HttpStatus.UNAUTHORIZED);
    }

    @Test
    void aServerWithoutTheEngineSaysSo() {
        var server = cloud.server();
        var cluster = cloud.createReady(server, "demo");
        var login = cluster.monitoring();

        assertThat(get(pageOf(cloud.bystander()), cluster, login.username(), login.password()))
                .isEqualTo("503");
    }

    private WebClient pageOf(TestPlatform server) {
        var http = Server.builder()
                .http(0)
                .service(MetricsPage.PATH, server.feature().metricsPage())
                .build();
        servers.add(http);
        http.start().join();
        return WebClient.of("http://127.0.0.1:" + http.activeLocalPort());
    }

    private static String get(WebClient page, Cluster cluster, String user, String password) {
        var answer = page.prepare()
                .get("/clusters/%s/metrics".formatted(cluster.id()))
                .header("authorization", AuthToken.ofBasic(user, password).asHeaderValue())
                .execute()
                .aggregate()
                .join();
        return answer.status().code() == 200
                ? "200 " + answer.contentUtf8().lines().skip(1).findFirst().orElse("")
                : String.valueOf(answer.status().code());
    }
}
