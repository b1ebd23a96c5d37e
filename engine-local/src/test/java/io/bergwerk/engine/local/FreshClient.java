package io.bergwerk.engine.local;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubeconfigOrder;
import io.bergwerk.engine.KubeconfigRole;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A user that asks for the same object every 20 ms, each time over a new TLS connection, and keeps every
/// failure.
final class FreshClient implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final char[] NO_PASSWORD = {};
    private static final String REQUEST = """
            GET /api/v1/namespaces/default/configmaps/kube-root-ca.crt HTTP/1.1\r
            Host: localhost\r
            Connection: close\r
            \r
            """;

    private final KeyManagerFactory keys;
    private final TrustManagerFactory trust;
    private final int port;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final AtomicInteger answers = new AtomicInteger();
    private final Set<Certificate> certificates = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    private FreshClient(KeyManagerFactory keys, TrustManagerFactory trust, int port) {
        this.keys = keys;
        this.trust = trust;
        this.port = port;
    }

    /// The API server sees a new kubeconfig's rights a moment after they were written.
    private FreshClient begin() {
        TestHost.eventually(() -> {
            ask();
            return answers.get() > 0;
        });
        failures.clear();
        var _ = threads.scheduleAtFixedRate(this::ask, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    static FreshClient of(TestHost host, ClusterId cluster) {
        var endpoint = host.engine().observe(cluster).endpoint().orElseThrow();
        var order = new KubeconfigOrder(
                UUID.randomUUID(),
                "me@local",
                KubeconfigRole.ADMIN,
                Instant.now().minusSeconds(60),
                Instant.now().plusSeconds(900));
        var credentials = host.engine().issueKubeconfig(cluster, order);
        try {
            var mine = emptyStore();
            mine.setKeyEntry("me", key(credentials.keyPem()), NO_PASSWORD, new Certificate[] {
                certificate(credentials.certificatePem())
            });
            var trusted = emptyStore();
            trusted.setCertificateEntry("ca", certificate(endpoint.caPem()));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(mine, NO_PASSWORD);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            return new FreshClient(keys, trust, endpoint.server().getPort()).begin();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void ask() {
        try (var socket = (SSLSocket) context().getSocketFactory().createSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MILLIS);
            socket.startHandshake();
            certificates.add(socket.getSession().getPeerCertificates()[0]);
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (answer.startsWith("HTTP/1.1 200 ")) {
                answers.incrementAndGet();
            } else {
                fail(answer.isEmpty() ? "no answer" : answer);
            }
        } catch (IOException | GeneralSecurityException e) {
            fail(e.toString());
        }
    }

    private void fail(String what) {
        failures.add("after %d answers, at %s: %s".formatted(answers.get(), Instant.now(), what));
    }

    /// Answers that were as they should be.
    int answers() {
        return answers.get();
    }

    /// How many the server has shown so far.
    int certificates() {
        return certificates.size();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        threads.close();
    }

    /// A new one each time: it remembers sessions, and with them the certificate it saw first.
    private SSLContext context() throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate certificate(String pem) throws GeneralSecurityException {
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        return CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }

    private static PrivateKey key(String pem) throws GeneralSecurityException {
        var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
