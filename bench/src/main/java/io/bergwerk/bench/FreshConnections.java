package io.bergwerk.bench;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A client that asks for one object every 20 ms, each time over a new TLS connection.
final class FreshConnections implements AutoCloseable {
    private static final int EVERY_MILLIS = 20;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Duration OUTAGE_LIMIT = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(EVERY_MILLIS);
    private static final String REQUEST = """
            GET /api/v1/namespaces/default/configmaps/kube-root-ca.crt HTTP/1.1\r
            Host: localhost\r
            Connection: close\r
            \r
            """;

    private final SSLContext tls;
    private final int port;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private long last = System.nanoTime();
    private Seen seen = new Seen(0, 0, 0);

    /// What became of the requests.
    ///
    /// @param longestGapSeconds between two answers that were as they should be
    record Seen(int answers, int failures, double longestGapSeconds) {}

    private FreshConnections(SSLContext tls, int port) {
        this.tls = tls;
        this.port = port;
        var _ = threads.scheduleAtFixedRate(this::ask, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    static FreshConnections to(Config config) throws IOException {
        try {
            return new FreshConnections(
                    KubeTls.context(config), URI.create(config.getMasterUrl()).getPort());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void ask() {
        try (var socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            saw(answer.startsWith("HTTP/1.1 200 "));
        } catch (IOException _) {
            saw(false);
        }
    }

    private synchronized void saw(boolean wasGood) {
        if (!wasGood) {
            seen = new Seen(seen.answers(), seen.failures() + 1, seen.longestGapSeconds());
            return;
        }
        var now = System.nanoTime();
        seen = new Seen(seen.answers() + 1, seen.failures(), Math.max(seen.longestGapSeconds(), (now - last) / 1e9));
        last = now;
    }

    synchronized Seen seen() {
        return seen;
    }

    /// Since the last call of this.
    synchronized Seen since() {
        var before = seen;
        seen = new Seen(0, 0, 0);
        last = System.nanoTime();
        return before;
    }

    /// Blocks until requests fail, and then until none has failed for two seconds.
    void awaitOutage() throws IOException, InterruptedException {
        Await.until(OUTAGE_LIMIT, LOOK_EVERY, "requests fail", () -> seen().failures() > 0);
        Await.until(OUTAGE_LIMIT, LOOK_EVERY, "requests are answered again", this::answersAgain);
    }

    private boolean answersAgain() throws InterruptedException {
        var before = seen();
        Await.pause(QUIET);
        var after = seen();
        return after.failures() == before.failures() && after.answers() > before.answers();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
