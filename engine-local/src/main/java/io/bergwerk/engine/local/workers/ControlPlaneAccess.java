package io.bergwerk.engine.local.workers;

import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.local.pki.ClusterPki;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/// All that the workers need to know of a running control plane.
///
/// @param server the API server on the loopback, https
/// @param pki signs the nodes' serving certificates; its engine identity is bound to cluster-admin
/// @param directory the cluster's own; the workers may keep files below `workers/`
/// @param egressSocket Unix socket that the workers serve; the API server sends it HTTP CONNECT for all that goes to
///     nodes, pods and services, and shows the `kube-apiserver-kubelet-client` certificate to nodes
public record ControlPlaneAccess(
        ClusterId id, KubernetesVersion version, URI server, ClusterPki pki, Path directory, Path egressSocket) {
    /// Client configuration with the engine's certificate; independent of any kubeconfig or environment of this host.
    public Config clientConfig() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server.toString())
                .withCaCertData(base64(pki.ca().certificatePem()))
                .withClientCertData(base64(pki.engine().certificatePem()))
                .withClientKeyData(base64(pki.engine().keyPem()))
                .withClientKeyAlgo("EC")
                .withHttp2Disable(false)
                .build();
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
