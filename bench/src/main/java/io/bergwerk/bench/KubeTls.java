package io.bergwerk.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// TLS as a kubeconfig asks for it. The Kubernetes client takes EC keys for RSA ones when they come as PKCS #8, which
/// is
/// how they come here.
final class KubeTls {
    private static final String PKCS8 = "-----BEGIN PRIVATE KEY-----";
    private static final char[] NO_PASSWORD = {};

    private KubeTls() {}

    static SSLContext context(Config config) throws GeneralSecurityException, IOException {
        var key = text(config.getClientKeyData(), config.getClientKeyFile());
        if (!key.startsWith(PKCS8)) {
            return SSLUtils.sslContext(config);
        }
        var store = emptyStore();
        var mine = certificate(text(config.getClientCertData(), config.getClientCertFile()));
        store.setKeyEntry("client", privateKey(key), NO_PASSWORD, new Certificate[] {mine});
        var trusted = emptyStore();
        trusted.setCertificateEntry("ca", certificate(text(config.getCaCertData(), config.getCaCertFile())));
        return context(store, trusted);
    }

    private static SSLContext context(KeyStore store, KeyStore trusted) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static String text(@Nullable String base64, @Nullable String file) throws IOException {
        if (base64 != null) {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
        }
        if (file == null) {
            throw new IOException("the kubeconfig has no client certificate");
        }
        return Files.readString(Path.of(file));
    }

    private static Certificate certificate(String pem) throws GeneralSecurityException {
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        return CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        var specification = new PKCS8EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("EC").generatePrivate(specification);
        } catch (GeneralSecurityException _) {
            return KeyFactory.getInstance("RSA").generatePrivate(specification);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
