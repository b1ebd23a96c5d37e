package io.bergwerk.engine.local.api;

import io.bergwerk.engine.local.pki.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Speaks to one API server over the loopback with one client certificate. Safe for use by many threads.
public final class ApiClient implements AutoCloseable {
    private static final long LARGEST_ANSWER_BYTES = 16L << 20;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final char[] NO_PASSWORD = new char[0];

    private final URI server;
    private final HttpClient http;

    /// @param identity null to come without a certificate
    public ApiClient(URI server, X509Certificate authority, @Nullable Identity identity) {
        this(server, connecting(authority, identity).build());
    }

    private ApiClient(URI server, HttpClient http) {
        this.server = server;
        this.http = http;
    }

    /// One that comes from an address of the loopback's own choice.
    public static ApiClient from(InetAddress local, URI server, X509Certificate authority, Identity identity) {
        return new ApiClient(
                server, connecting(authority, identity).localAddress(local).build());
    }

    private static HttpClient.Builder connecting(X509Certificate authority, @Nullable Identity identity) {
        return HttpClient.newBuilder().sslContext(context(authority, identity)).connectTimeout(CONNECT_LIMIT);
    }

    public URI server() {
        return server;
    }

    /// What came back.
    public record Answer(int status, String body) {
        public boolean isOk() {
            return status >= 200 && status < 300;
        }
    }

    /// @throws IOException if no answer came in time
    public Answer get(String path, Duration limit) throws IOException {
        return send(request(path, limit).GET().build());
    }

    /// @throws IOException if no answer came in time
    public Answer delete(String path, Duration limit) throws IOException {
        return send(request(path, limit).DELETE().build());
    }

    /// Server-side apply: makes the object, or brings the fields named here to these values.
    ///
    /// @throws IOException if no answer came in time
    public Answer apply(String path, String json, Duration limit) throws IOException {
        var request = request(path + "?fieldManager=bergwerk&force=true", limit)
                .header("content-type", "application/apply-patch+yaml")
                .method("PATCH", BodyPublishers.ofString(json))
                .build();
        return send(request);
    }

    private HttpRequest.Builder request(String path, Duration limit) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(limit)
                .header("accept", "application/json, text/plain");
    }

    private Answer send(HttpRequest request) throws IOException {
        try {
            var bounded = BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST_ANSWER_BYTES);
            var response = http.send(request, bounded);
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static SSLContext context(X509Certificate authority, @Nullable Identity identity) {
        try {
            var context = SSLContext.getInstance("TLS");
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            var authorities = emptyStore();
            authorities.setCertificateEntry("ca", authority);
            trust.init(authorities);
            context.init(keyManagers(identity), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no TLS with P-256 certificates", e);
        }
    }

    private static KeyManager @Nullable [] keyManagers(@Nullable Identity identity)
            throws GeneralSecurityException, IOException {
        if (identity == null) {
            return null;
        }
        var store = emptyStore();
        store.setKeyEntry("client", identity.key(), NO_PASSWORD, new Certificate[] {identity.certificate()});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
