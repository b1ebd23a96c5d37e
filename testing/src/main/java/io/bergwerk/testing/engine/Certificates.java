package io.bergwerk.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.engine.KubeconfigCredentials;
import io.bergwerk.engine.KubeconfigOrder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/// Looks into client certificates.
public final class Certificates {
    private Certificates() {}

    public static X509Certificate parse(String pem) throws CertificateException {
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }

    /// Fails unless the certificate carries the user, the kubeconfig's own group, and the times as ordered.
    public static void requireClientCertificate(KubeconfigCredentials credentials, KubeconfigOrder order)
            throws CertificateException {
        var certificate = parse(credentials.certificatePem());
        assertThat(certificate.getSubjectX500Principal().getName())
                .contains("CN=" + order.user(), "O=bergwerk:kubeconfig:" + order.id());
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(order.notBefore());
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(order.notAfter());
        assertThat(credentials.keyPem()).contains("PRIVATE KEY-----");
        assertThat(credentials.toString()).doesNotContain("KEY");
    }
}
