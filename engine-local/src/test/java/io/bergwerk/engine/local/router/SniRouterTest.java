package io.bergwerk.engine.local.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bergwerk.common.ClusterId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SniRouterTest {
    private static final ClusterId ONE = new ClusterId(UUID.fromString("00000000-0000-4000-8000-000000000001"));
    private static final ClusterId TWO = new ClusterId(UUID.fromString("00000000-0000-4000-8000-000000000002"));
    private static final Duration HELLO_LIMIT = Duration.ofSeconds(3);
    private static final int READ_LIMIT_MILLIS = 20_000;

    @TempDir
    Path directory;

    private TlsEcho one;
    private TlsEcho two;
    private SniRouter router;

    @BeforeEach
    void open() throws IOException {
        one = TlsEcho.open(directory.resolve("one"), "api.one.test", "one");
        two = TlsEcho.open(directory.resolve("two"), "api.two.test", "two");
        router = new SniRouter(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), HELLO_LIMIT);
        router.route(ONE, List.of("api.one.test"), one.port());
        router.route(TWO, List.of("api.two.test"), two.port());
    }

    @AfterEach
    void close() {
        router.close();
        one.close();
        two.close();
    }

    @Test
    void theNameDecidesWhoAnswers() throws IOException {
        try (var first = connect(one, "api.one.test");
                var second = connect(two, "API.TWO.test")) {
            assertThat(greeting(first)).isEqualTo("one");
            assertThat(greeting(second)).isEqualTo("two");
        }
    }

    @Test
    void aLongAnswerComesWhole() throws IOException {
        var sent = new byte[8 << 20];
        new Random(1).nextBytes(sent);
        try (var client = connect(one, "api.one.test")) {
            greeting(client);
            var writer = Thread.ofVirtual().start(() -> write(client, sent));
            assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
            assertThat(writer.isAlive()).isFalse();
        }
    }

    @Test
    void anUnknownNameIsRefusedInTlsOwnWords() {
        assertThatThrownBy(() -> connect(one, "api.nobody.test").close())
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("unrecognized_name");
    }

    @Test
    void whatIsNotTlsIsClosed() throws IOException {
        try (var client = plain()) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: api.one.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(readToEnd(client.getInputStream())).isLessThanOrEqualTo(16);
        }
    }

    @Test
    void aClientThatSaysNothingIsClosed() throws IOException {
        try (var client = plain()) {
            client.getOutputStream().write(new byte[] {22, 3, 1});
            assertThat(readToEnd(client.getInputStream())).isLessThanOrEqualTo(16);
        }
    }

    @Test
    void aRemovedClusterIsUnknownAndItsConnectionsEnd() throws IOException {
        try (var client = connect(one, "api.one.test")) {
            greeting(client);

            router.remove(ONE);

            assertThat(readToEnd(client.getInputStream())).isZero();
        }
        assertThatThrownBy(() -> connect(one, "api.one.test").close()).isInstanceOf(SSLException.class);
    }

    @Test
    void aNameThatIsNoLongerOrderedIsForgotten() {
        router.route(ONE, List.of("api.new.test"), one.port());

        assertThatThrownBy(() -> connect(one, "api.one.test").close()).isInstanceOf(SSLException.class);
    }

    @Test
    void aClusterThatIsDownIsAClosedConnection() throws IOException {
        router.route(ONE, List.of("api.one.test"), freePort());

        assertThatThrownBy(() -> connect(one, "api.one.test").close()).isInstanceOf(IOException.class);
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> new SniRouter(router.address(), HELLO_LIMIT).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(router.address().getPort()));
    }

    private SSLSocket connect(TlsEcho server, String name) throws IOException {
        var socket = (SSLSocket) server.clientContext().getSocketFactory().createSocket(plain(), name, 443, true);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        var parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private Socket plain() throws IOException {
        var socket = new Socket(router.address().getAddress(), router.address().getPort());
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        return socket;
    }

    private static String greeting(Socket client) throws IOException {
        return new String(client.getInputStream().readNBytes(3), StandardCharsets.US_ASCII);
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int readToEnd(InputStream stream) {
        var count = 0;
        try {
            while (stream.read() >= 0) {
                count++;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open", e);
        } catch (IOException _) {
            return count; // reset is as good an end
        }
        return count;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
