package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.pki.ClusterPki;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// Gives the engine its rights inside a cluster, and gives them back if a user has taken them away.
final class EngineAccess {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String BINDING = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/bergwerk:engine";

    private EngineAccess() {}

    /// Writes the binding with a certificate that is made for this one write.
    ///
    /// @return whether the API server took it
    static boolean bind(URI server, ClusterPki pki) throws IOException {
        try (var bootstrap = new ApiClient(server, pki.ca().certificate(), pki.bootstrap())) {
            return bootstrap.apply(BINDING, """
                    {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
                     "metadata": {"name": "bergwerk:engine"},
                     "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
                     "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "bergwerk:engine"}]}
                    """, LIMIT).isOk();
        }
    }
}
