package io.bergwerk.engine.local.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/// A certificate with its private key.
public record Identity(X509Certificate certificate, PrivateKey key) {
    public String certificatePem() {
        return Pem.ofCertificate(certificate);
    }

    /// PKCS #8. A secret.
    public String keyPem() {
        return Pem.ofPrivateKey(key);
    }

    /// Leaves the key out, so that it cannot end in a log.
    @Override
    public String toString() {
        return "Identity[" + certificate.getSubjectX500Principal() + "]";
    }
}
