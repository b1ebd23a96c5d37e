package io.bergwerk.server.kubeconfig;

import io.bergwerk.common.ProjectId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Writes kubeconfigs in the one form that the public clients take apart.
///
/// Two clusters and two contexts, `-external` and `-internal`, and one user: the command line cuts the
/// cluster's name out between the first `--` and the first `-external`, and finds the user by what it ends in.
public final class KubeconfigDocument {
    private KubeconfigDocument() {}

    /// @param externalServer URL under which clients outside reach the API server
    /// @param internalServer URL under which clients inside do
    public static String write(
            ProjectId project,
            String clusterName,
            String externalServer,
            String internalServer,
            KubeconfigContent content) {
        var base = "garden-%s--%s".formatted(project, clusterName);
        var authority = base64(content.endpoint().caPem());
        return """
                apiVersion: v1
                kind: Config
                current-context: %1$s-external
                clusters:
                - name: %1$s-external
                  cluster:
                    certificate-authority-data: %4$s
                    server: %2$s
                - name: %1$s-internal
                  cluster:
                    certificate-authority-data: %4$s
                    server: %3$s
                contexts:
                - name: %1$s-external
                  context:
                    cluster: %1$s-external
                    user: %1$s-external
                - name: %1$s-internal
                  context:
                    cluster: %1$s-internal
                    user: %1$s-external
                users:
                - name: %1$s-external
                  user:
                    client-certificate-data: %5$s
                    client-key-data: %6$s
                """.formatted(
                        base,
                        externalServer,
                        internalServer,
                        authority,
                        base64(content.credentials().certificatePem()),
                        base64(content.credentials().keyPem()));
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
