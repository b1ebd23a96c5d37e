package io.bergwerk.engine.local.router;

import io.bergwerk.engine.local.pki.ClusterNames;
import io.bergwerk.engine.local.pki.ClusterPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/// A TLS server in this process that greets with a word and then sends back what it gets.
final class TlsEcho implements AutoCloseable {
    private static final char[] NO_PASSWORD = new char[0];

    private final SSLServerSocket listener;
    private final SSLContext clientContext;
    private final String word;

    private TlsEcho(SSLServerSocket listener, SSLContext clientContext, String word) {
        this.listener = listener;
        this.clientContext = clientContext;
        this.word = word;
    }

    static TlsEcho open(Path directory, String name, String word) throws IOException {
        var names = new ClusterNames(word, List.of(name), List.of());
        var pki = ClusterPki.ensure(directory, names, InstantSource.system(), new SecureRandom());
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            var serving = pki.serving(name, List.of(name), List.of("127.0.0.1"));
            var keyStore = emptyStore();
            keyStore.setKeyEntry("server", serving.key(), NO_PASSWORD, new Certificate[] {serving.certificate()});
            keys.init(keyStore, NO_PASSWORD);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            var authorities = emptyStore();
            authorities.setCertificateEntry("ca", pki.ca().certificate());
            trust.init(authorities);
            var server = SSLContext.getInstance("TLS");
            server.init(keys.getKeyManagers(), null, null);
            var client = SSLContext.getInstance("TLS");
            client.init(null, trust.getTrustManagers(), null);
            var echo = new TlsEcho(listen(server), client, word);
            Thread.ofVirtual().start(echo::serve);
            return echo;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static SSLServerSocket listen(SSLContext server) throws IOException {
        return (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    int port() {
        return listener.getLocalPort();
    }

    SSLContext clientContext() {
        return clientContext;
    }

    private void serve() {
        try {
            while (!listener.isClosed()) {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> echo(client));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void echo(Socket client) {
        try (client) {
            client.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // the client is gone
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
