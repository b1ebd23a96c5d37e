package io.bergwerk.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencePagesTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server;

    @BeforeEach
    void start() {
        var builder = Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        new ReferencePages(Documents.RULES, Documents.URL, Documents.BUILD).install(builder);
        server = builder.build();
        server.start().join();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop().join();
    }

    @ParameterizedTest
    @CsvSource({"/openapi.json, application/json; charset=utf-8", "/protos.zip, application/zip"})
    void aSecondLookCostsNoBytes(String path, String type) throws Exception {
        var first = send(request(path));
        var tag = first.headers().firstValue("etag").orElseThrow();
        var second = send(request(path).header("If-None-Match", "\"other\", W/" + tag));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("content-type")).contains(type);
        assertThat(first.headers().firstValue("cache-control")).contains("public, max-age=300");
        assertThat(first.body()).isNotEmpty();
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.headers().firstValue("etag")).contains(tag);
        assertThat(second.body()).isEmpty();
        assertThat(send(request(path).header("If-None-Match", "\"other\"")).body())
                .isEqualTo(first.body());
    }

    @Test
    void theDocumentIsTheOneThatIsTested() throws Exception {
        assertThat(send(request(ReferencePages.OPENAPI)).body()).isEqualTo(Documents.bytes());
    }

    @Test
    void headHasNoBodyAndPostIsRefused() throws Exception {
        var head = send(request(ReferencePages.OPENAPI).method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(send(request(ReferencePages.OPENAPI).POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.activeLocalPort() + path));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
