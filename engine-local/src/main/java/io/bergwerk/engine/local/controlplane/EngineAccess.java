package io.bergwerk.engine.local.controlplane;

import io.bergwerk.engine.local.api.ApiClient;
import io.bergwerk.engine.local.pki.ClusterPki;
import java.io.IOException;
import java.time.Duration;

/// Gives the engine its rights inside a cluster, and gives them back if a user has taken them away.
final class EngineAccess {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String BINDING = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/bergwerk:engine";

    private EngineAccess() {}

    private static final String BODY = """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
             "metadata": {"name": "bergwerk:engine"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
             "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "bergwerk:engine"}]}
            """;

    /// Writes the binding as the engine itself, and where that has no rights, with a certificate that is made for this
    /// one write.
    ///
    /// @return whether the API server took it
    static boolean bind(ApiClient engine, ClusterPki pki) throws IOException {
        if (engine.apply(BINDING, BODY, LIMIT).isOk()) {
            return true;
        }
        try (var bootstrap = new ApiClient(engine.server(), pki.ca().certificate(), pki.bootstrap())) {
            return bootstrap.apply(BINDING, BODY, LIMIT).isOk();
        }
    }
}
