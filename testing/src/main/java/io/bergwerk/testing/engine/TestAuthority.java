package io.bergwerk.testing.engine;

import io.bergwerk.engine.KubeconfigCredentials;
import io.bergwerk.engine.KubeconfigOrder;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A real certificate authority for one scripted cluster, so that tests can look into what it signed.
final class TestAuthority {
    private static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

    private final KeyPair keys = newKeys();
    private final X500Name name;
    private final String certificatePem;

    TestAuthority(String commonName) {
        this.name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
        this.certificatePem = sign(name, keys.getPublic(), BEGIN, END);
    }

    String certificatePem() {
        return certificatePem;
    }

    KubeconfigCredentials issue(KubeconfigOrder order) {
        var client = newKeys();
        var subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "bergwerk:kubeconfig:" + order.id())
                .addRDN(BCStyle.CN, order.user())
                .build();
        var certificate = sign(subject, client.getPublic(), order.notBefore(), order.notAfter());
        return new KubeconfigCredentials(
                certificate, pem("PRIVATE KEY", client.getPrivate().getEncoded()));
    }

    private String sign(X500Name subject, PublicKey key, Instant notBefore, Instant notAfter) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            var serial = BigInteger.valueOf(notAfter.toEpochMilli());
            var builder = new JcaX509v3CertificateBuilder(
                    name, serial, Date.from(notBefore), Date.from(notAfter), subject, key);
            return pem("CERTIFICATE", builder.build(signer).getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("cannot sign a test certificate", e);
        }
    }

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make test keys", e);
        }
    }

    private static String pem(String label, byte[] der) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
    }
}
