package io.bergwerk.server.kubeconfig;

import io.bergwerk.engine.ApiEndpoint;
import io.bergwerk.engine.KubeconfigCredentials;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/// A kubeconfig's content as bytes, for the way between two servers of one release.
final class ContentBytes {
    private ContentBytes() {}

    static byte[] write(KubeconfigContent content) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(content.endpoint().server().toString());
            out.writeUTF(content.endpoint().caPem());
            out.writeUTF(content.credentials().certificatePem());
            out.writeUTF(content.credentials().keyPem());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a kubeconfig's content", e);
        }
        return bytes.toByteArray();
    }

    static KubeconfigContent read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new KubeconfigContent(
                    new ApiEndpoint(URI.create(in.readUTF()), in.readUTF()),
                    new KubeconfigCredentials(in.readUTF(), in.readUTF()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a kubeconfig's content", e);
        }
    }
}
