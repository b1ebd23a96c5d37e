package io.bergwerk.engine.local.pki;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Optional;

/// A certificate and its key as two files, `<name>.crt` and `<name>.key`.
///
/// The key is written first: a certificate without its key was damaged from outside, a key without a certificate is
/// what a death in between leaves.
record PairFiles(Path directory, String name) {
    Path certificate() {
        return directory.resolve(name + ".crt");
    }

    Path key() {
        return directory.resolve(name + ".key");
    }

    /// Empty if a file is missing or broken, or if the two do not belong together.
    Optional<Identity> read() {
        var certificatePem = PrivateFiles.read(certificate());
        var keyPem = PrivateFiles.read(key());
        if (certificatePem.isEmpty() || keyPem.isEmpty()) {
            return Optional.empty();
        }
        try {
            var identity = new Identity(Pem.certificate(certificatePem.get()), Pem.privateKey(keyPem.get()));
            return belongTogether(identity) ? Optional.of(identity) : Optional.empty();
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private static boolean belongTogether(Identity identity) throws GeneralSecurityException {
        var challenge = new byte[] {1};
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(identity.key());
        signature.update(challenge);
        var signed = signature.sign();
        signature.initVerify(identity.certificate());
        signature.update(challenge);
        return signature.verify(signed);
    }

    void write(Identity identity) {
        PrivateFiles.replace(key(), identity.keyPem());
        PrivateFiles.replace(certificate(), identity.certificatePem());
    }

    void writeDurably(Identity identity) {
        PrivateFiles.replaceDurably(key(), identity.keyPem());
        PrivateFiles.replaceDurably(certificate(), identity.certificatePem());
    }
}
