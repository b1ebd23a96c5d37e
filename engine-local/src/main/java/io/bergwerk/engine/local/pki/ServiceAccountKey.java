package io.bergwerk.engine.local.pki;

import io.bergwerk.engine.local.files.PrivateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/// The key that signs ServiceAccount tokens: `sa.key`, and `sa.pub` for those who check them.
final class ServiceAccountKey {
    private ServiceAccountKey() {}

    /// Makes the pair once. The public half is written last, so its presence says that the private one was there.
    static void ensure(Path directory, SecureRandom random) {
        var privateFile = directory.resolve("sa.key");
        var publicFile = directory.resolve("sa.pub");
        if (Files.exists(publicFile)) {
            requireUsable(privateFile);
            return;
        }
        var pair = CertificateAuthority.newKeyPair(random);
        PrivateFiles.replaceDurably(privateFile, Pem.ofPrivateKey(pair.getPrivate()));
        PrivateFiles.replaceDurably(publicFile, Pem.ofPublicKey(pair.getPublic()));
    }

    private static void requireUsable(Path privateFile) {
        try {
            Pem.privateKey(PrivateFiles.read(privateFile).orElse(""));
        } catch (GeneralSecurityException _) {
            throw new DamagedPkiException(privateFile
                    + " is missing or broken: restore it from a backup, or every ServiceAccount token ends");
        }
    }
}
