package io.bergwerk.server.kubeconfig;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Something that only the owner of one key can read, on its way through the database.
///
/// X25519 (RFC 7748) with a fresh key on both sides, HKDF-SHA256 (RFC 5869) over the shared secret with both
/// public keys, AES-256-GCM. A key seals once, so the nonce is fixed. The context is authenticated: an answer
/// to one request does not open as the answer to another.
final class SealedBox {
    private static final String CURVE = "X25519";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;

    private SealedBox() {}

    /// Whoever waits for something sealed. The private key never leaves this object.
    static final class Recipient {
        private final KeyPair keys;

        Recipient(SecureRandom random) {
            this.keys = newKeys(random);
        }

        byte[] publicKey() {
            return keys.getPublic().getEncoded();
        }

        /// @throws IllegalArgumentException if it was not sealed for this key and context
        byte[] open(byte[] sealed, byte[] context) {
            try {
                var buffer = ByteBuffer.wrap(sealed);
                var senderKey = new byte[Byte.toUnsignedInt(buffer.get())];
                buffer.get(senderKey);
                var text = new byte[buffer.remaining()];
                buffer.get(text);
                var key = derive(keys.getPrivate(), decode(senderKey), senderKey, publicKey());
                return cipher(Cipher.DECRYPT_MODE, key, context).doFinal(text);
            } catch (GeneralSecurityException | RuntimeException e) {
                throw new IllegalArgumentException("not sealed for this recipient", e);
            }
        }
    }

    static byte[] seal(byte[] text, byte[] recipientKey, byte[] context, SecureRandom random) {
        try {
            var sender = newKeys(random);
            var senderKey = sender.getPublic().getEncoded();
            var key = derive(sender.getPrivate(), decode(recipientKey), senderKey, recipientKey);
            var encrypted = cipher(Cipher.ENCRYPT_MODE, key, context).doFinal(text);
            return ByteBuffer.allocate(1 + senderKey.length + encrypted.length)
                    .put((byte) senderKey.length)
                    .put(senderKey)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a key to seal for", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] context) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, new byte[NONCE_BYTES]));
        cipher.updateAAD(context);
        return cipher;
    }

    private static SecretKey derive(PrivateKey mine, PublicKey theirs, byte[] senderKey, byte[] recipientKey)
            throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance(CURVE);
        agreement.init(mine);
        agreement.doPhase(theirs, true);
        var info = ByteBuffer.allocate(senderKey.length + recipientKey.length)
                .put(senderKey)
                .put(recipientKey)
                .array();
        var parameters = HKDFParameterSpec.ofExtract()
                .addIKM(new SecretKeySpec(agreement.generateSecret(), "Generic"))
                .thenExpand(info, KEY_BYTES);
        return KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
    }

    private static PublicKey decode(byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(CURVE).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static KeyPair newKeys(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance(CURVE);
            generator.initialize(255, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no X25519", e);
        }
    }
}
